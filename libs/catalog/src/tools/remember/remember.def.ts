import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const remember = defineTool({
  name: 'remember',
  version: 1,
  title: 'Remember something',
  description:
    'Keeps a fact, or something that happened, beyond this task. Say it so that it is understood without this conversation, in one or two sentences. Never keep passwords, keys or card numbers.',
  icon: 'brain',
  effect: 'idempotent',
  risk: 'low',
  needs: ['memory'],
  timeoutMs: 30_000,
  input: z.strictObject({
    content: z.string().trim().min(3).max(2000).meta({ description: 'What is to be kept' }),
    about: z.enum(['agent', 'user', 'company']).default('agent').meta({
      description:
        'agent: your own work; user: the person you talk with, for that person alone; company: what all agents of the company may know',
    }),
    kind: z
      .enum(['fact', 'episode'])
      .default('fact')
      .meta({ description: 'fact: it is so; episode: it happened once' }),
    days: z
      .number()
      .int()
      .min(1)
      .max(3650)
      .optional()
      .meta({ description: 'After so many days it is forgotten; never unless given' }),
  }),
  output: z.object({ memoryId: z.string(), known: z.boolean().meta({ description: 'It was kept already' }) }),
});
