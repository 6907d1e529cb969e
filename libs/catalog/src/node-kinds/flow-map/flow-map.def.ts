import { z } from 'zod';
import { limits } from '#libs/workflow';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const flowMap = defineKind({
  id: 'flow.map',
  version: 1,
  title: 'For each',
  description: 'Runs its body once for every item of a list',
  icon: 'repeat',
  role: 'scope',
  effect: 'pure',
  ports: ['next'],
  lateFields: ['result'],
  config: z.strictObject({
    items: z
      .array(z.unknown(), 'expected a list')
      .meta({ title: 'Items', description: `A list of at most ${limits.mapItems} items`, widget: 'value' }),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(256)
      .optional()
      .meta({ title: 'At once', description: "Items that run at the same time; the workflow's limit when empty" }),
    result: z.unknown().optional().meta({
      title: 'Result of an item',
      description: 'Evaluated inside the body when an item ends; the output of its end nodes when empty',
      widget: 'late-value',
    }),
    onItemError: z.enum(['fail', 'collect']).default('fail').meta({
      title: 'When an item fails',
      description: 'fail: the step fails; collect: its error stands in the list',
    }),
  }),
  output: z.array(z.unknown()).meta({ description: 'Results in the order of the items' }),
  // The output of a body's end nodes, or a collected error, is known when it is there.
  outputSchema: ({ result, onItemError }, known) => ({
    type: 'array',
    items: result === undefined || onItemError === 'collect' ? {} : known.inside(result),
  }),
});
