import { z } from 'zod';
import { limits } from '#libs/workflow';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

/** Evaluated between iterations, so it comes as it is written. */
const condition = () =>
  z.union([z.boolean(), z.string().includes('{{')], 'expected an expression that is true or false').optional();

export const flowLoop = defineKind({
  id: 'flow.loop',
  version: 1,
  title: 'Loop',
  description: 'Repeats its body while a condition holds, or until one does',
  icon: 'refresh-cw',
  role: 'scope',
  repeats: true,
  effect: 'pure',
  ports: ['next'],
  lateFields: ['while', 'until', 'result'],
  config: z
    .strictObject({
      while: condition().meta({
        title: 'While',
        description:
          'Asked before each iteration. `index`: iterations so far; `item`: the last result, null before the first',
        widget: 'condition',
        placeholder: '{{ index < 3 }}',
        either: 'condition',
      }),
      until: condition().meta({
        title: 'Until',
        description: 'Asked after each iteration, so the body runs at least once',
        widget: 'condition',
        placeholder: '{{ item.done }}',
        either: 'condition',
      }),
      maxIterations: z.number().int().min(1).max(limits.loopIterations).default(100).meta({
        title: 'At most',
        description: 'Iterations; when the condition asks for more, the step fails',
      }),
      result: z.unknown().optional().meta({
        title: 'Result of an iteration',
        description: 'Evaluated inside the body when it ends; the output of its end nodes when empty',
        widget: 'late-value',
      }),
      onItemError: z.enum(['fail', 'collect']).default('fail').meta({
        title: 'When an iteration fails',
        description: 'fail: the step fails; collect: its error is its result, and the condition decides',
      }),
    })
    .refine((config) => (config.while === undefined) !== (config.until === undefined), {
      path: ['while'],
      message: 'expected either while or until',
    }),
  output: z.object({
    result: z.unknown().meta({ description: 'Of the last iteration; null when there was none' }),
    count: z.number().int().meta({ description: 'Iterations' }),
  }),
});
