import { describeTool } from '../../conformance/tool-suite.js';
import { currentTime } from './current-time.def.js';
import { runCurrentTime } from './current-time.run.js';

const at = Date.parse('2026-11-20T23:30:00Z');

describeTool(currentTime, runCurrentTime, {
  examples: [
    {
      input: {},
      at,
      output: {
        iso: '2026-11-20T23:30:00.000Z',
        date: '2026-11-20',
        time: '23:30',
        weekday: 'Friday',
        timeZone: 'UTC',
      },
    },
    {
      input: { timeZone: 'Europe/Berlin' },
      at,
      output: {
        iso: '2026-11-20T23:30:00.000Z',
        date: '2026-11-21',
        time: '00:30',
        weekday: 'Saturday',
        timeZone: 'Europe/Berlin',
      },
    },
  ],
  invalid: [{ timeZone: 'Mars/Olympus' }, { timeZone: 1 }, { zone: 'UTC' }],
});
