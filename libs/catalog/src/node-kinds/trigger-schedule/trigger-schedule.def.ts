import { z } from 'zod';
import { addDuration, defineKind, duration, instant } from '../../kit.js';
import '../../kit/form-hints.js';
import { cronFault } from './cron.js';
import type { Timing } from './timing.js';
import { isZone } from './zone.js';

const minuteMs = 60_000;
const between = (text: string, least: number, most: number): boolean => {
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
    }),
  every: duration()
    .refine((text) => /^P(\d+W|(\d+D)?(T.+)?)$/.test(text), 'expected weeks, days, hours, minutes or seconds')
    .refine((text) => between(text, minuteMs, 366 * 1440 * minuteMs), 'expected between one minute and 366 days')
    .optional()
    .meta({ title: 'Every', description: 'A period instead, counted from publication' }),
  at: instant().optional().meta({ title: 'Once, at', description: 'One time instead' }),
  timezone: z
    .string()
    .max(100)
    .refine(isZone, 'expected a time zone such as Europe/Berlin')
    .default('UTC')
    .meta({ title: 'Time zone', description: 'Whose clock the pattern means', placeholder: 'Europe/Berlin' }),
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

export const triggerSchedule = defineKind({
  id: 'trigger.schedule',
  version: 1,
  title: 'Schedule',
  description: 'Starts at times on the clock of a zone, every so often, or once',
  icon: 'calendar-clock',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'both',
  config: z
    .strictObject({
      ...timingFields,
      catchUp: z.enum(['skip', 'one', 'all']).default('one').meta({
        title: 'After a standstill',
        description: 'Of the times that were missed start none, the last, or all up to the limit',
      }),
      catchUpLimit: z.number().int().min(1).max(100).default(10).meta({
        title: 'At most',
        description: 'Missed times that are made up for, and times that may wait in a queue',
        advanced: true,
      }),
      overlap: z.enum(['allow', 'skip', 'queue', 'cancelPrevious']).default('allow').meta({
        title: 'While the last run goes on',
        description: 'Start beside it, leave this time out, start after it, or cancel it and start',
      }),
      spread: duration()
        .refine((text) => between(text, 0, 60 * minuteMs), 'expected at most one hour')
        .optional()
        .meta({
          title: 'Spread over',
          description: 'Each start is delayed by a part of this, so that not all begin at once',
          advanced: true,
        }),
      input: z.unknown().optional().meta({ title: 'Input', description: 'Input of the run', widget: 'json' }),
    })
    .superRefine(oneTiming),
  output: z.unknown().meta({ description: "The run's input; the time that was due is trigger.slot" }),
  literalFields: ['input'],
});

export type ScheduleConfig = z.output<typeof triggerSchedule.config>;
