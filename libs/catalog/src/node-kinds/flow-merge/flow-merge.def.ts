import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

const mode = z.enum(['all', 'any', 'quorum']);
const count = z.number().int().min(1).max(1000);

export const flowMerge = defineKind({
  id: 'flow.merge',
  version: 1,
  title: 'Merge',
  description: 'Waits for branches and brings their outputs together',
  icon: 'merge',
  effect: 'pure',
  ports: ['next'],
  join: (config) => ({
    mode: mode.catch('all').parse(config.mode),
    n: count.optional().catch(undefined).parse(config.n),
  }),
  config: z
    .strictObject({
      mode: mode.default('all').meta({
        title: 'Wait for',
        description: 'all: every branch that is taken; any: the first; quorum: as many as given',
      }),
      n: count.optional().meta({
        title: 'Quorum',
        description: 'How many branches, with mode quorum',
        when: { field: 'mode', is: ['quorum'] },
      }),
    })
    .refine((config) => (config.mode === 'quorum') === (config.n !== undefined), {
      error: 'expected n with mode quorum, and only there',
      path: ['n'],
    }),
  output: z.record(z.string(), z.unknown()).meta({ description: 'Outputs of the taken branches by node id' }),
  outputSchema: (_config, known) => ({ type: 'object', properties: known.branches(), additionalProperties: false }),
});
