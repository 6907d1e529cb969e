import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const askAgent = defineTool({
  name: 'ask_agent',
  version: 1,
  title: 'Ask another agent',
  description:
    'Gives a task to another agent of the company and waits for its answer. Say everything it needs to know: it sees nothing of this conversation.',
  icon: 'users',
  effect: 'idempotent',
  risk: 'medium',
  outside: true,
  needs: ['agents'],
  timeoutMs: 3_600_000,
  input: z.strictObject({
    agent: z.string().min(1).max(100).meta({ description: 'Name or id of the agent' }),
    goal: z.string().min(1).max(10_000).meta({ description: 'What it shall do, in words' }),
    input: z.unknown().optional().meta({ description: 'Material to work on' }),
  }),
  output: z.object({
    taskId: z.string(),
    answer: z.string(),
    data: z.unknown().optional(),
  }),
});
