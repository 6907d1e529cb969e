import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const flowStop = defineKind({
  id: 'flow.stop',
  version: 1,
  title: 'Stop',
  description: 'Ends the run, or inside a body the item, at once',
  icon: 'octagon-x',
  effect: 'pure',
  ports: [],
  endsScope: true,
  config: z.strictObject({
    outcome: z.enum(['succeeded', 'failed']).default('succeeded').meta({ title: 'Outcome' }),
    message: z.string().max(2000).optional().meta({ title: 'Message', description: 'Why, for people' }),
    output: z.unknown().optional().meta({ title: 'Output', description: 'The output of the run', widget: 'value' }),
  }),
  output: z.unknown().meta({ description: 'The output' }),
});
