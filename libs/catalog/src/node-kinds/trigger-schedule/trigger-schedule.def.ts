import { z } from 'zod';
import { defineKind, duration } from '../../kit.js';
import '../../kit/form-hints.js';
import { between, minuteMs, oneTiming, timingFields } from './timing-fields.js';

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
