import { z } from 'zod';
import { ExpressionError, parseExpression } from '#libs/expressions';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';
import { eventTypes } from './event-types.js';

/** What is wrong with a condition over `event`, or undefined. */
function filterFault(filter: string): string | undefined {
  if (filter.includes('{{')) return 'expected the condition itself, without {{ }}';
  try {
    const other = parseExpression(filter).references.roots.find((root) => root !== 'event');
    return other === undefined ? undefined : `${other} is not known here; event.type, event.at and event.data are`;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

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
