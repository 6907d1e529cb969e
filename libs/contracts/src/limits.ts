import { z } from 'zod';
import { workflowId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'limits';

/** What a company has that set nothing itself. */
export const limitDefaults = { maxConcurrentRuns: 64, maxRunsPerMinute: null, maxQueuedRuns: 20_000 } as const;

/** Priorities of runs: higher ones of the same company get the next free place first. */
export const runPriority = z
  .number()
  .int()
  .min(-10)
  .max(10)
  .meta({ description: 'From -10 to 10; among runs of one company that wait for a place, higher ones begin first' });

const concurrent = z
  .number()
  .int()
  .min(1)
  .max(1000)
  .meta({ description: 'Runs worked on at once; a run that waits for a time, a person or an answer counts as none' });
const perMinute = z
  .number()
  .int()
  .min(1)
  .max(100_000)
  .meta({ description: 'Runs started a minute, in the long run; as many at once after a quiet minute' });
const queued = z
  .number()
  .int()
  .min(1)
  .max(1_000_000)
  .meta({ description: 'Runs that may wait for a place; beyond, starting by API answers 429' });

export const companyLimits = z.object({
  maxConcurrentRuns: concurrent,
  maxRunsPerMinute: perMinute.nullable().meta({ description: 'Null: no bound' }),
  maxQueuedRuns: queued,
});
export type CompanyLimits = z.infer<typeof companyLimits>;

export const workflowLimits = z.object({
  maxConcurrentRuns: concurrent.nullable().meta({ description: "Null: the company's bound alone" }),
  maxRunsPerMinute: perMinute.nullable().meta({ description: "Null: the company's bound alone" }),
  priority: runPriority.meta({ description: 'Of runs that are started without one' }),
});
export type WorkflowLimits = z.infer<typeof workflowLimits>;

export const getCompanyLimits = route({
  method: 'GET',
  path: '/company/limits',
  permission: 'company:read',
  tag,
  summary: 'How much your company may run at once, start a minute, and queue',
  responses: { 200: companyLimits },
});
export const setCompanyLimits = route({
  method: 'PUT',
  path: '/company/limits',
  permission: 'company:write',
  tag,
  summary: 'Set the limits of your company; fields that are missing go back to the default',
  body: z.strictObject({
    maxConcurrentRuns: concurrent.default(limitDefaults.maxConcurrentRuns),
    maxRunsPerMinute: perMinute.nullable().default(limitDefaults.maxRunsPerMinute),
    maxQueuedRuns: queued.default(limitDefaults.maxQueuedRuns),
  }),
  responses: { 200: companyLimits },
});
export const getWorkflowLimits = route({
  method: 'GET',
  path: '/workflows/:id/limits',
  permission: 'workflows:read',
  tag,
  summary: 'How much of this workflow may run at once and start a minute, and its priority',
  params: z.object({ id: workflowId }),
  responses: { 200: workflowLimits },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const setWorkflowLimits = route({
  method: 'PUT',
  path: '/workflows/:id/limits',
  permission: 'workflows:write',
  tag,
  summary: 'Set the limits of a workflow; fields that are missing go back to the default',
  params: z.object({ id: workflowId }),
  body: z.strictObject({
    maxConcurrentRuns: concurrent.nullable().default(null),
    maxRunsPerMinute: perMinute.nullable().default(null),
    priority: runPriority.default(0),
  }),
  responses: { 200: workflowLimits },
  problems: ['WORKFLOW_NOT_FOUND'],
});

const rate = z.object({
  used: z
    .number()
    .int()
    .meta({ description: 'Starts that count against the bound now; above `limit` while some wait for their minute' }),
  limit: z.number().int().nullable(),
});
export const usageNow = z.object({
  at: timestamp,
  running: z.number().int().meta({ description: 'Runs under way' }),
  waiting: z.number().int().meta({ description: 'Runs that wait for a time, a person or an answer' }),
  paused: z.number().int(),
  queued: z.number().int().meta({ description: 'Runs that have not begun' }),
  inLine: z.number().int().meta({ description: 'Runs, begun or not, that have work to do and wait for a place' }),
  places: z.object({ taken: z.number().int(), limit: z.number().int() }),
  queue: z.object({ taken: z.number().int(), limit: z.number().int() }),
  rate,
  workflows: z
    .array(
      z.object({
        workflowId,
        places: z.object({ taken: z.number().int(), limit: z.number().int().nullable() }),
        rate,
      }),
    )
    .meta({ description: 'Workflows that hold places or have limits of their own' }),
});
export type UsageNow = z.infer<typeof usageNow>;
export const getUsageNow = route({
  method: 'GET',
  path: '/company/usage-now',
  permission: 'company:read',
  tag,
  summary: 'What runs, waits and queues in your company at this moment, beside its limits',
  responses: { 200: usageNow },
});

export const limitRoutes = {
  getCompanyLimits,
  setCompanyLimits,
  getWorkflowLimits,
  setWorkflowLimits,
  getUsageNow,
};
