import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const calculator = defineTool({
  name: 'calculator',
  version: 1,
  title: 'Calculator',
  description:
    'Computes an arithmetic expression exactly as written. Use it for every calculation with money or quantities.',
  icon: 'calculator',
  effect: 'pure',
  risk: 'low',
  timeoutMs: 1000,
  input: z.strictObject({
    expression: z
      .string()
      .min(1)
      .max(500)
      .meta({
        description: 'Numbers, + - * / % ^, brackets, and abs, ceil, floor, max, min, round(x, digits), sqrt',
        examples: ['(129.90 - 12.5) * 2'],
      }),
  }),
  output: z.object({ result: z.number() }),
});
