import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const askAgent = defineTool({
  name: 'ask_agent',
  version: 1,
  title: 'Ask another agent',
  description:
    'Lets another agent of the company do a part of the work and waits for its answer. Say everything that it has to know: it does not see this conversation.',
  icon: 'users',
  effect: 'idempotent',
  risk: 'medium',
  timeoutMs: 600_000,
  needs: ['agents'],
  input: z.strictObject({
    agent: z.string().min(1).max(200).meta({ description: 'Name of the agent' }),
    goal: z.string().min(1).max(10_000).meta({ description: 'What it is to do' }),
    input: z.unknown().optional().meta({ description: 'Material to work on' }),
    schema: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'JSON Schema, where the answer has to be data that fits it' }),
  }),
  output: z.object({ taskId: z.string(), answer: z.string(), data: z.unknown().optional() }),
});
