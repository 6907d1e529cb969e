import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { anyValue } from '../../kit/fields.js';

export const codeRun = defineKind({
  id: 'code.run',
  version: 1,
  title: 'Run code',
  description: 'Runs JavaScript in a sandbox without network, files or clock',
  icon: 'code-xml',
  // Clock and chance of the code follow from the step's key: a repeat gives the same result.
  effect: 'idempotent',
  ports: ['next'],
  needs: ['code'],
  literalFields: ['code'],
  config: z.strictObject({
    code: z.string().min(1).max(100_000).meta({
      title: 'Code',
      description:
        'JavaScript; the result is its last expression, or what it returns. Knows input, now, console.log; may await. Taken as it is written: data comes by input, never by expressions',
      widget: 'code',
    }),
    input: anyValue('Input', '`input` of the code; at most 4 MiB as JSON').default(null),
    timeMs: z
      .number()
      .int()
      .min(10)
      .max(60_000)
      .default(10_000)
      .meta({ title: 'Longest time', description: 'Milliseconds', advanced: true }),
  }),
  output: z.unknown().meta({ description: 'The value, as JSON; at most 1 MiB' }),
});
