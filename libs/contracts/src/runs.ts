/** One file, because a run, its steps and its events refer to each other; the long part is the list of routes. */
import { z } from 'zod';
import { definition } from '#libs/workflow';
import { event } from './event.js';
import { artifactId, inboxItemId, runId, taskId, userId, workflowId } from './ids.js';
import { runPriority } from './limits.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'runs';
export const runStatus = z.enum(['queued', 'running', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled']);
export const stepStatus = z.enum([
  'pending',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'unknown',
]);

export const usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars,
});
export const stepError = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional().meta({ description: 'Step that failed' }),
  cause: z
    .object({ code: z.string(), message: z.string(), runId, path: z.string().optional() })
    .optional()
    .meta({ description: 'Of CHILD_FAILED: the error at the bottom, and the run that met it' }),
});

export const run = z.object({
  id: runId,
  workflowId,
  workflowName: z.string(),
  version: z.number().int(),
  status: runStatus,
  trigger: z.string().meta({ description: 'Kind of trigger, such as trigger.api' }),
  startedBy: z.object({ userId: userId.nullable(), name: z.string() }),
  input: z.unknown(),
  output: z.unknown(),
  error: stepError.nullable(),
  parentRunId: runId.nullable().meta({ description: 'The run whose flow.subworkflow started this one' }),
  parentStep: z.string().nullable().meta({ description: 'Path of that step' }),
  rerunOf: runId.nullable().meta({ description: 'The run that this one repeats' }),
  usage,
  stepCounts: z.partialRecord(stepStatus, z.number().int()),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  expiredAt: timestamp.optional().meta({
    description: 'Since when input and outputs are gone, by the retention policy; missing while they are kept',
  }),
});
export type Run = z.infer<typeof run>;
/** Without input and output. */
export const runSummary = run.omit({ input: true, output: true, stepCounts: true });
export type RunSummary = z.infer<typeof runSummary>;

export const stepMeta = z.object({
  ms: z.number().nullable().meta({ description: 'Milliseconds of work; null before the end' }),
  attempts: z.number().int(),
  usage: z.object({
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    tokens: z.number().int(),
    costMicros: microDollars,
    model: z.string().optional(),
  }),
  warnings: z.array(z.string()),
  logs: z
    .array(z.string())
    .optional()
    .meta({ description: 'What the step wrote down, such as console.log of code.run' }),
});
export const step = z.object({
  path: z.string().meta({ description: '`topic`, or inside a scope `orders[3]/fetch`' }),
  node: z.string(),
  kind: z.string(),
  name: z.string(),
  status: stepStatus,
  port: z.string().nullable(),
  attempt: z.number().int(),
  kept: z.literal(true).optional().meta({ description: 'Its result was kept from the run that this one repeats' }),
  output: z.unknown(),
  error: stepError.nullable(),
  meta: stepMeta,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  waitingFor: z
    .object({
      inboxItemId: inboxItemId.optional().meta({ description: 'The question that people are asked' }),
      assignees: z.array(z.string()).optional().meta({ description: 'Who may answer it' }),
      signal: z.string().optional(),
      runId: runId.optional().meta({ description: 'The run that the step has started' }),
      until: timestamp.optional(),
    })
    .nullable(),
});
export type Step = z.infer<typeof step>;

/** One row of a run's history. `seq` is dense from 1 and is the SSE id. */
export const runEvent = z.object({
  seq: z.number().int(),
  type: z.string(),
  at: timestamp,
  path: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type RunEvent = z.infer<typeof runEvent>;

const params = z.object({ id: runId });

/** What one start and many have in common. */
const starting = {
  method: 'POST',
  permission: 'runs:start',
  tag,
  idempotent: true,
  bodyLimit: 16 * 1024 * 1024,
  params: z.object({ id: workflowId }),
  problems: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_NOT_PUBLISHED', 'RUN_INPUT_INVALID', 'LIMIT_EXCEEDED', 'RATE_LIMITED'],
} as const;
const startFields = {
  trigger: z.enum(['trigger.api', 'trigger.manual']).default('trigger.api'),
  priority: runPriority.optional(),
};
export const startRun = route({
  ...starting,
  path: '/workflows/:id/runs',
  summary: 'Start a run of the published version',
  query: z.object({
    wait: z.coerce.number().int().min(0).max(60).optional().meta({ description: 'Seconds to wait for the end' }),
  }),
  body: z
    .strictObject({
      input: z.unknown().optional(),
      ...startFields,
    })
    .default({ trigger: 'trigger.api' }),
  responses: { 202: z.object({ id: runId, status: runStatus }), 200: run },
});
/** Runs that one request may start. */
const mostAtOnce = 1000;
export const startRuns = route({
  ...starting,
  path: '/workflows/:id/runs/bulk',
  summary: 'Start many runs of the published version in one commit: all of them or none',
  body: z.strictObject({
    inputs: z
      .array(z.unknown())
      .min(1)
      .max(mostAtOnce)
      .meta({ description: `One input for each run, up to ${mostAtOnce}. They begin as places become free` }),
    ...startFields,
  }),
  responses: { 202: z.object({ ids: z.array(runId).meta({ description: 'In the order of the inputs' }) }) },
});
export const listRuns = route({
  method: 'GET',
  path: '/runs',
  permission: 'runs:read',
  tag,
  summary: 'Runs, newest first',
  query: pageQuery.extend({
    workflowId: workflowId.optional(),
    status: runStatus.optional(),
    parentRunId: runId.optional().meta({ description: 'Only runs that this one started' }),
    from: timestamp.optional().meta({ description: 'Created at this time or later' }),
    to: timestamp.optional().meta({ description: 'Created before this time' }),
  }),
  responses: { 200: pageOf(runSummary) },
});
export const getRun = route({
  method: 'GET',
  path: '/runs/:id',
  permission: 'runs:read',
  tag,
  summary: 'One run',
  params,
  responses: { 200: run },
  problems: ['RUN_NOT_FOUND'],
});
/** The pinned definition, for the canvas. */
export const getRunDefinition = route({
  method: 'GET',
  path: '/runs/:id/definition',
  permission: 'runs:read',
  tag,
  summary: 'The definition this run is pinned to',
  params,
  responses: { 200: z.object({ definition, contentHash: z.string() }) },
  problems: ['RUN_NOT_FOUND'],
});
export const listSteps = route({
  method: 'GET',
  path: '/runs/:id/steps',
  permission: 'runs:read',
  tag,
  summary: 'Steps of a run',
  params,
  query: pageQuery.extend({
    limit: z.coerce.number().int().min(1).max(1000).default(200),
    scope: z.string().max(500).optional().meta({ description: 'Only steps below this path, such as orders[3]' }),
  }),
  responses: { 200: pageOf(step) },
  problems: ['RUN_NOT_FOUND'],
});
export const runEvents = route({
  method: 'GET',
  path: '/runs/:id/events',
  permission: 'runs:read',
  tag,
  summary: 'Live events of a run (SSE, id = seq, resumable by Last-Event-ID)',
  params,
  query: z.object({ after: z.coerce.number().int().min(0).optional() }),
  headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).optional() }),
  responses: { 200: 'sse' },
  problems: ['RUN_NOT_FOUND'],
});
export const runHistory = route({
  method: 'GET',
  path: '/runs/:id/history',
  permission: 'runs:read',
  tag,
  summary: 'Everything that happened to a run',
  params,
  query: z.object({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  responses: { 200: z.object({ items: z.array(runEvent), nextCursor: z.string().nullable() }) },
  problems: ['RUN_NOT_FOUND'],
});
const control = (action: string, summary: string) =>
  route({
    method: 'POST',
    path: `/runs/:id/${action}`,
    permission: 'runs:control',
    tag,
    summary,
    params,
    body: z.strictObject({ reason: z.string().max(500).optional() }).default({}),
    responses: { 200: run },
    problems: ['RUN_NOT_FOUND', 'RUN_STATE_FORBIDS'],
  });
export const cancelRun = control('cancel', 'Cancel a run');
export const pauseRun = control('pause', 'Start no further step until resumed');
export const resumeRun = control('resume', 'Go on after a pause');
export const retryRun = route({
  method: 'POST',
  path: '/runs/:id/retry',
  permission: 'runs:control',
  tag,
  summary: 'Try again what failed: the same run goes on, with all that had succeeded',
  params,
  body: z
    .strictObject({
      step: z.string().min(1).max(500).optional().meta({
        description: 'Path of a step that failed the run, of one around it, or of one that backs off; all when absent',
      }),
    })
    .default({}),
  responses: { 200: run },
  problems: ['RUN_NOT_FOUND', 'RUN_STATE_FORBIDS'],
});
export const signalRun = route({
  method: 'POST',
  path: '/runs/:id/signal',
  permission: 'runs:control',
  tag,
  summary: 'Send a signal; kept when it comes early',
  params,
  idempotent: true,
  body: z.strictObject({
    name: z.string().min(1).max(100),
    payload: z.unknown().optional(),
    signalId: z.string().max(100).optional().meta({ description: 'The same id counts once' }),
  }),
  responses: { 202: z.object({ accepted: z.literal(true) }) },
  problems: ['RUN_NOT_FOUND', 'RUN_STATE_FORBIDS'],
});
/** `run_a@12,task_b@3`: what to watch and the last seq seen. Event id: `<object>@<seq>`. */
export const live = route({
  method: 'GET',
  path: '/live',
  permission: 'runs:read',
  tag,
  summary: 'One stream for all that a tab watches (SSE)',
  query: z.object({ watch: z.string().max(4000) }),
  responses: { 200: 'sse' },
});

export const artifact = z.object({
  id: artifactId,
  name: z.string(),
  contentType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  runId: runId.nullable(),
  taskId: taskId.nullable().meta({ description: 'The task of an agent that made it' }),
  createdAt: timestamp,
});
export type Artifact = z.infer<typeof artifact>;
export const listArtifacts = route({
  method: 'GET',
  path: '/artifacts',
  permission: 'artifacts:read',
  tag: 'artifacts',
  summary: 'Files made or taken by runs and agents',
  query: pageQuery.extend({ runId: runId.optional(), taskId: taskId.optional() }),
  responses: { 200: pageOf(artifact) },
});
/** The file itself, as an attachment. */
export const getArtifact = route({
  method: 'GET',
  path: '/artifacts/:id',
  permission: 'artifacts:read',
  tag: 'artifacts',
  summary: 'Download a file',
  params: z.object({ id: artifactId }),
  responses: { 200: 'file' },
  problems: ['ARTIFACT_NOT_FOUND'],
});
export const createArtifact = route({
  method: 'POST',
  path: '/artifacts',
  permission: 'artifacts:write',
  tag: 'artifacts',
  summary: 'Store a file',
  idempotent: true,
  bodyLimit: 16 * 1024 * 1024,
  body: z
    .strictObject({
      name: z.string().min(1).max(200),
      contentType: z
        .string()
        .max(200)
        .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=("[\w .+-]*"|[\w.+-]+))*$/, 'expected a media type such as text/csv')
        .default('application/octet-stream'),
      text: z.string().optional(),
      base64: z.base64().optional(),
    })
    .refine((file) => (file.text === undefined) !== (file.base64 === undefined), 'expected either text or base64'),
  responses: { 201: artifact },
  problems: ['VALIDATION_FAILED'],
});

export const runRoutes = {
  startRun,
  startRuns,
  listRuns,
  getRun,
  getRunDefinition,
  listSteps,
  runEvents,
  runHistory,
  cancelRun,
  pauseRun,
  resumeRun,
  retryRun,
  signalRun,
  live,
};
export const artifactRoutes = { listArtifacts, getArtifact, createArtifact };

const runFact = z.object({ runId, workflowId, workflowName: z.string(), version: z.number().int() });
/** `outside`: strangers wrote some of what the run read, so what it gives may hold their words. */
const endFact = runFact.extend({ outside: z.literal(true).optional() });
export const runEventsOut = {
  runStarted: event({ type: 'run.started.v1', producer: 'company', data: runFact }),
  runSucceeded: event({ type: 'run.succeeded.v1', producer: 'company', data: endFact.extend({ usage }) }),
  runFailed: event({ type: 'run.failed.v1', producer: 'company', data: endFact.extend({ error: stepError }) }),
  runCancelled: event({ type: 'run.cancelled.v1', producer: 'company', data: endFact }),
  inboxItemOpened: event({
    type: 'inbox.opened.v1',
    producer: 'company',
    data: z.object({
      itemId: inboxItemId,
      runId: runId.nullable(),
      title: z.string(),
      assignees: z.array(z.string()),
      deadline: timestamp,
    }),
  }),
  /** Asked besides, or asked again. */
  inboxItemAssigned: event({
    type: 'inbox.assigned.v1',
    producer: 'company',
    data: z.object({
      itemId: inboxItemId,
      runId: runId.nullable(),
      title: z.string(),
      assignees: z.array(z.string()),
      deadline: timestamp,
      reason: z.enum(['escalated', 'delegated', 'reassigned', 'reminded']),
    }),
  }),
  inboxItemClosed: event({
    type: 'inbox.closed.v1',
    producer: 'company',
    data: z.object({ itemId: inboxItemId, runId: runId.nullable(), decision: z.string() }),
  }),
} as const;
