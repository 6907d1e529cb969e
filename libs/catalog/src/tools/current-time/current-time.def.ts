import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const currentTime = defineTool({
  name: 'current_time',
  version: 1,
  title: 'Current time',
  description: 'Tells the date and time now, in a time zone. Use it before you speak of today, tomorrow or deadlines.',
  icon: 'clock',
  effect: 'pure',
  risk: 'low',
  timeoutMs: 1000,
  input: z.strictObject({
    timeZone: z
      .string()
      .max(100)
      .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
      .default('UTC')
      .meta({ description: 'IANA name such as Europe/Berlin' }),
  }),
  output: z.object({
    iso: z.string().meta({ description: 'RFC 3339, UTC' }),
    date: z.string().meta({ description: 'YYYY-MM-DD in the zone' }),
    time: z.string().meta({ description: 'HH:MM in the zone' }),
    weekday: z.string(),
    timeZone: z.string(),
  }),
});

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
