import { z } from 'zod';
import { runId, triggerId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'schedules';

/** What became of one occasion: `queued` waits for the run before, `missed` was not made up for after a standstill. */
export const firingStatus = z.enum(['started', 'queued', 'skipped', 'missed', 'failed']);
export type FiringStatus = z.infer<typeof firingStatus>;

export const schedule = z.object({
  id: triggerId,
  workflowId,
  workflowName: z.string(),
  node: z.string(),
  description: z.string().meta({ description: 'In plain words: At 09:00 on Monday to Friday, Europe/Berlin' }),
  timezone: z.string(),
  state: z.enum(['active', 'paused']),
  catchUp: z.enum(['skip', 'one', 'all']),
  overlap: z.enum(['allow', 'skip', 'queue', 'cancelPrevious']),
  nextAt: z.array(timestamp).meta({ description: 'The next times, at most five' }),
  lastFiredAt: timestamp.nullable(),
});
export type Schedule = z.infer<typeof schedule>;

export const firing = z.object({
  id: z.string(),
  slotAt: timestamp.nullable().meta({ description: 'The time that was due' }),
  status: firingStatus,
  reason: z.string().nullable(),
  runId: runId.nullable(),
  createdAt: timestamp,
});
export type Firing = z.infer<typeof firing>;

export const listSchedules = route({
  method: 'GET',
  path: '/schedules',
  permission: 'schedules:read',
  tag,
  summary: 'All schedules of published workflows, with their next times',
  query: pageQuery,
  responses: { 200: pageOf(schedule) },
});
export const listFirings = route({
  method: 'GET',
  path: '/schedules/:id/firings',
  permission: 'schedules:read',
  tag,
  summary: 'What became of the times of a schedule, newest first; kept for 90 days',
  params: z.object({ id: triggerId }),
  query: pageQuery,
  responses: { 200: pageOf(firing) },
  problems: ['TRIGGER_NOT_FOUND'],
});
export const previewSchedule = route({
  method: 'POST',
  path: '/schedules/preview',
  permission: 'schedules:read',
  tag,
  summary: 'When a schedule would come, and what it says in plain words',
  body: z.strictObject({
    cron: z.string().max(200).optional().meta({ description: 'Five fields; or else `every` or `at`' }),
    every: z.string().max(100).optional().meta({ description: 'ISO 8601 duration' }),
    at: z.string().max(100).optional().meta({ description: 'RFC 3339' }),
    timezone: z.string().max(100).default('UTC').meta({ description: 'IANA, such as Europe/Berlin' }),
    count: z.number().int().min(1).max(50).default(5),
  }),
  responses: { 200: z.object({ description: z.string(), next: z.array(timestamp) }) },
  problems: ['SCHEDULE_INVALID'],
});

export const scheduleRoutes = { listSchedules, listFirings, previewSchedule };
