import { implementTool } from '../../kit.js';
import { currentTime } from './current-time.def.js';

export const runCurrentTime = implementTool(currentTime, ({ timeZone }, { at }) => {
  const now = new Date(at);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-CA', { timeZone, ...options }).format(now);
  return {
    iso: now.toISOString(),
    date: format({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: format({ weekday: 'long' }),
    timeZone,
  };
});
