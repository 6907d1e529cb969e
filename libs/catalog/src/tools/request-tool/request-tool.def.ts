import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const requestTool = defineTool({
  name: 'request_tool',
  version: 1,
  title: 'Ask for a missing tool',
  description:
    'Asks for a tool that you need and do not have. It is looked for among those of the company; where there is none, one may be written and proposed to people. Describe exactly what it is given and what it gives back. Use it only when no tool at hand will do, once for each tool.',
  icon: 'package-plus',
  effect: 'idempotent',
  risk: 'low',
  needs: ['supply'],
  timeoutMs: 900_000,
  input: z.strictObject({
    name: z.string().trim().min(1).max(100).meta({ description: 'What the tool would be called, such as iban_check' }),
    purpose: z.string().trim().min(10).max(4000).meta({
      description: 'What it is given, what it does, and what it gives back, with an example',
    }),
  }),
  output: z.object({
    requestId: z.string(),
    status: z.enum(['searching', 'found', 'proposed', 'refused', 'failed']),
    tool: z.string().nullable().meta({ description: 'What you can call from now on' }),
    policy: z.enum(['allow', 'ask']).nullable().meta({ description: 'ask: people decide about each call' }),
    message: z.string(),
  }),
});
