import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { filterFault } from '../../kit/event-filter.js';
import '../../kit/form-hints.js';
import { eventTypes } from './event-types.js';

export const triggerEvent = defineKind({
  id: 'trigger.event',
  version: 1,
  title: 'Event',
  description: 'Starts when something happens on the platform',
  icon: 'radio',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'both',
  config: z.strictObject({
    type: z.enum(eventTypes as [string, ...string[]]).meta({ title: 'Event' }),
    filter: z
      .string()
      .max(5000)
      .superRefine((filter, context) => {
        const fault = filterFault(filter);
        if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
      })
      .optional()
      .meta({
        title: 'Only if',
        description: 'A condition over event.type, event.at and event.data',
        widget: 'condition',
        placeholder: 'event.data.decision == "rejected"',
      }),
  }),
  output: z.unknown().meta({ description: 'The event: {id, type, at, data}' }),
  literalFields: ['filter'],
});
