import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';
import type { ServiceName } from './rpc.js';

const count = z.number().int();
const ms = z.number().meta({ description: 'Milliseconds; 0 when none waits' });

/** What waits in one service, of all companies together: numbers alone, no ids of runs. */
export const serviceQueue = z.object({
  service: z.string(),
  hints: z
    .object({
      transport: z.enum(['memory', 'redis']).meta({
        description: 'memory: one process does everything. redis: BullMQ, between processes',
      }),
      counts: z
        .object({ waiting: count, active: count, delayed: count, failed: count })
        .nullable()
        .meta({ description: 'null: Redis does not answer' }),
    })
    .meta({ description: 'Hints that a run can go on; they may be lost, since the database says so as well' }),
  work: z
    .object({
      ready: count.meta({ description: 'Runs with work to do that nobody holds' }),
      inLine: count.meta({ description: 'Of these, those that wait for a place of their company' }),
      held: count.meta({ description: 'Runs that a worker holds' }),
      oldestDueMs: ms.meta({ description: 'Age of the oldest work that has a place, ms; 0 when none waits' }),
      oldestInLineMs: ms.meta({ description: 'How long the first in line waits for a place, ms' }),
    })
    .meta({ description: 'What stands in the database' }),
  workers: z.array(
    z.object({
      id: z.string(),
      startedAt: timestamp,
      seenAt: timestamp.meta({ description: 'When it was last heard of' }),
      capacity: count.meta({ description: 'Runs that it works on at once' }),
      held: count.meta({ description: 'Runs that it holds now' }),
      takes: z.enum(['all', 'some']).meta({ description: 'some: those of certain agents alone, or all but those' }),
    }),
  ),
});
export type ServiceQueue = z.infer<typeof serviceQueue>;

const queuesOf = <const P extends string>(path: P, service: ServiceName) =>
  route({
    method: 'GET',
    path,
    permission: 'queues:read',
    tag: 'queues',
    summary: `What waits in the service ${service}, and who works on it, of all companies together`,
    responses: { 200: serviceQueue },
  });
export const getCompanyQueue = queuesOf('/company/queue', 'company');
export const getAgentsQueue = queuesOf('/agents/queue', 'agents');
export const getNotificationsQueue = queuesOf('/notifications/queue', 'notifications');

export const companyQueueRoutes = { getCompanyQueue };
export const agentsQueueRoutes = { getAgentsQueue };
export const notificationsQueueRoutes = { getNotificationsQueue };
