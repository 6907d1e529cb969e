import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const handOff = defineTool({
  name: 'hand_off',
  version: 1,
  title: 'Hand off to another agent',
  description:
    'Hands the work to another agent of the company for good, because it is better suited. Your own work ends with it: what the other agent answers is the answer.',
  icon: 'arrow-right-left',
  effect: 'idempotent',
  risk: 'medium',
  timeoutMs: 600_000,
  needs: ['agents'],
  input: z.strictObject({
    agent: z.string().min(1).max(200).meta({ description: 'Name of the agent' }),
    message: z.string().min(1).max(10_000).meta({ description: 'What it is to do, and what it has to know' }),
  }),
  output: z.object({ taskId: z.string(), answer: z.string(), data: z.unknown().optional() }),
});
