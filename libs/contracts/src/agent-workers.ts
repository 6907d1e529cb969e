import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';

/** A process that works on tasks of agents. */
export const agentWorker = z.object({
  id: z.string(),
  agents: z.array(z.string()).nullable().meta({
    description:
      'Agents of the company whose tasks it takes, and no others; null: all that have no worker of their own',
  }),
  startedAt: timestamp,
  seenAt: timestamp.meta({ description: 'When it was last heard of; 15 seconds of silence count as its end' }),
  capacity: z.number().int().meta({ description: 'Tasks that it works on at once, of all companies together' }),
  running: z.number().int().meta({ description: 'Tasks of the company that it works on now' }),
});
export type AgentWorker = z.infer<typeof agentWorker>;

/** An agent that has workers of its own. */
export const ownLine = z.object({
  agent: z.string(),
  workers: z.number().int(),
  waiting: z.number().int().meta({ description: 'Tasks of the company that wait for one of these workers' }),
  oldestMs: z.number().int().meta({ description: 'How long the first of them has waited, ms; 0 when none does' }),
});

export const listAgentWorkers = route({
  method: 'GET',
  path: '/agents/workers',
  permission: 'agents:read',
  tag: 'agents',
  summary: 'Processes that work on tasks of agents',
  responses: { 200: z.object({ items: z.array(agentWorker), lines: z.array(ownLine), nextCursor: z.null() }) },
});

export const agentWorkerRoutes = { listAgentWorkers };
