import { z } from 'zod';
import { addDuration, duration, instant } from '../../kit.js';
import '../../kit/form-hints.js';
import { cronFault } from './cron.js';
import type { Timing } from './timing.js';
import { isZone } from './zone.js';

export const minuteMs = 60_000;
/** Whether a fixed duration lies between two lengths, ms. */
export const between = (text: string, least: number, most: number): boolean => {
  try {
    const ms = addDuration(0, text);
    return ms >= least && ms <= most;
  } catch {
    return true;
  }
};

/** The parts of a schedule that say when; also what `POST /schedules/preview` takes. */
export const timingFields = {
  cron: z
    .string()
    .max(200)
    .superRefine((cron, context) => {
      const fault = cronFault(cron);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .optional()
    .meta({
      title: 'Pattern',
      description: 'Five fields: minute, hour, day of month, month, day of week',
      placeholder: '0 9 * * 1-5',
      widget: 'cron',
      either: 'timing',
    }),
  every: duration()
    .refine((text) => /^P(\d+W|(\d+D)?(T.+)?)$/.test(text), 'expected weeks, days, hours, minutes or seconds')
    .refine((text) => between(text, minuteMs, 366 * 1440 * minuteMs), 'expected between one minute and 366 days')
    .optional()
    .meta({ title: 'Every', description: 'A period instead, counted from publication', either: 'timing' }),
  at: instant().optional().meta({ title: 'Once, at', description: 'One time instead', either: 'timing' }),
  timezone: z.string().max(100).refine(isZone, 'expected a time zone such as Europe/Berlin').default('UTC').meta({
    title: 'Time zone',
    description: 'Whose clock the pattern means',
    placeholder: 'Europe/Berlin',
    widget: 'timezone',
  }),
};

type Given = { cron?: string | undefined; every?: string | undefined; at?: string | undefined };

/** Exactly one of the three says when. */
export const oneTiming = (given: Given, context: z.core.$RefinementCtx): void => {
  if ([given.cron, given.every, given.at].filter((value) => value !== undefined).length !== 1)
    context.addIssue({ code: 'custom', path: ['cron'], message: 'expected one of cron, every and at', input: given });
};

/** `since`: from when periods count, epoch ms. */
export function timingOf({ cron, every, at, timezone }: Given & { timezone: string }, since: number): Timing {
  if (cron !== undefined) return { cron, timezone };
  return every === undefined ? { at: at ?? '' } : { every, since };
}
