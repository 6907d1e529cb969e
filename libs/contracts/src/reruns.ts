/** Running again: a run from its beginning or from a step, and many failed runs at once. */
import { z } from 'zod';
import { runId, workflowId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { runStatus } from './runs.js';

const tag = 'runs';
const params = z.object({ id: runId });

/** What is different from the run that is repeated. */
const rerun = z.strictObject({
  fromStep: z.string().min(1).max(500).optional().meta({
    description:
      'Path of the step to begin with, such as orders[3]/fetch: what does not follow from it keeps its result. From the beginning when absent',
  }),
  input: z
    .unknown()
    .optional()
    .meta({ description: 'In place of its input; steps that keep their results have seen the old one' }),
  version: z.number().int().min(1).optional().meta({
    description:
      'In place of its version; steps keep their results where they are still configured and connected as they were',
  }),
});

const rerunStep = z.object({ path: z.string(), node: z.string(), kind: z.string() });
export const rerunProblem = z.object({
  code: z.enum(['STEP_CHANGED', 'STEP_MISSING', 'INPUT_READ']),
  severity: z.enum(['error', 'warning']).meta({ description: 'An error forbids the rerun' }),
  node: z.string(),
  message: z.string(),
});
const stepList = (description: string) =>
  z
    .object({ count: z.number().int(), steps: z.array(rerunStep).meta({ description: 'The first 1,000' }) })
    .meta({ description });

export const rerunPlan = z.object({
  version: z.number().int(),
  keeps: stepList('Steps that keep their results'),
  again: stepList('Steps that run again, or for the first time'),
  repeats: z
    .array(rerunStep.extend({ effect: z.enum(['idempotent', 'effectful']) }))
    .meta({ description: 'Steps that act on the outside, have begun before, and would act again; the first 1,000' }),
  problems: z.array(rerunProblem),
});
export type RerunPlan = z.infer<typeof rerunPlan>;

/** Why a run cannot be run again, said by the preflight too. */
const refusals = [
  'RUN_NOT_FOUND',
  'RUN_STATE_FORBIDS',
  'RUN_EXPIRED',
  'RERUN_NOT_POSSIBLE',
  'WORKFLOW_NOT_FOUND',
  'VERSION_NOT_FOUND',
  'RUN_INPUT_INVALID',
] as const;
export const rerunRun = route({
  method: 'POST',
  path: '/runs/:id/rerun',
  permission: 'runs:start',
  tag,
  summary: 'Run again, from the beginning or from a step: a new run',
  idempotent: true,
  bodyLimit: 16 * 1024 * 1024,
  params,
  body: rerun.default({}),
  responses: { 202: z.object({ id: runId, status: runStatus }) },
  problems: [...refusals, 'LIMIT_EXCEEDED', 'RATE_LIMITED'],
});
export const preflightRerun = route({
  method: 'POST',
  path: '/runs/:id/rerun/preflight',
  permission: 'runs:read',
  tag,
  summary: 'What a rerun would keep, run again and repeat',
  bodyLimit: 16 * 1024 * 1024,
  params,
  body: rerun.default({}),
  responses: { 200: rerunPlan },
  problems: refusals,
});

/** How many runs one request repeats. */
export const rerunsAtOnce = 100;
export const rerunRuns = route({
  method: 'POST',
  path: '/runs/rerun',
  permission: 'runs:start',
  tag,
  summary: 'Run failed runs again, each from its beginning',
  idempotent: true,
  body: z.union([
    z.strictObject({ runIds: z.array(runId).min(1).max(rerunsAtOnce) }),
    z.strictObject({
      filter: z.strictObject({
        workflowId,
        status: z.literal('failed').default('failed'),
        from: timestamp.optional().meta({ description: 'Created at this time or later' }),
        to: timestamp.optional().meta({ description: 'Created before this time' }),
        after: runId.optional().meta({ description: 'nextCursor of the answer before' }),
      }),
    }),
  ]),
  responses: {
    202: z.object({
      items: z.array(
        z.object({
          runId,
          newRunId: runId.nullable(),
          error: z.object({ code: z.string(), message: z.string() }).nullable(),
        }),
      ),
      nextCursor: runId.nullable().meta({ description: 'Of a filter that fits more runs: give it as `after`' }),
    }),
  },
  problems: ['VALIDATION_FAILED', 'WORKFLOW_NOT_FOUND'],
});

export const rerunRoutes = { rerunRun, preflightRerun, rerunRuns };
