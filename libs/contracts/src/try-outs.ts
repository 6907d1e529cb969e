import { z } from 'zod';
import { runId, userId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { stepError, stepStatus } from './runs.js';

const tag = 'try-outs';
const params = z.object({ id: workflowId });
const node = z.string().min(1).max(64).meta({ description: 'Id of a node of the workflow' });
const version = z.number().int().min(1).optional().meta({ description: 'A stored version; the draft when absent' });
const useSamples = z.boolean().default(true).meta({ description: 'Pinned samples stand for what steps give' });
const largest = 4 * 1024 * 1024;

/** Where an output came from. */
const source = z.enum(['run', 'stub', 'sample', 'answer', 'recording', 'none']).meta({
  description:
    'run: the step did its work; stub: made up to fit the kind; sample: pinned; answer: from the request; recording: what a model once answered to the same; none: it gave nothing',
});

export const stepTest = z.object({
  node: z.string(),
  kind: z.string(),
  config: z.unknown().meta({ description: 'With every expression resolved; null when that failed' }),
  status: z.enum(['succeeded', 'failed', 'waiting']),
  port: z.string().nullable(),
  output: z.unknown(),
  error: stepError.nullable(),
  source,
  waitingFor: z.unknown().meta({ description: 'What a step that would wait waits for' }),
  logs: z.array(z.string()),
  warnings: z.array(z.string()),
  ms: z.number(),
});
export type StepTest = z.infer<typeof stepTest>;

export const testStep = route({
  method: 'POST',
  path: '/workflows/:id/steps/:node/test',
  permission: 'workflows:test',
  tag,
  summary: 'Run one step of the draft without a run',
  idempotent: true,
  params: params.extend({ node }),
  bodyLimit: largest,
  body: z
    .strictObject({
      version,
      input: z.unknown().optional().meta({ description: "The run's input; that of the trigger's sample when absent" }),
      steps: z
        .record(z.string(), z.unknown())
        .optional()
        .meta({ description: 'Outputs of other steps by node id; they go before pinned samples' }),
      item: z.unknown().optional().meta({ description: '`item`, for a step inside a map or loop' }),
      index: z.number().int().min(0).max(9999).default(0),
      error: z
        .strictObject({ code: z.string().max(100), message: z.string().max(2000) })
        .optional()
        .meta({ description: '`error`, for a step behind an error port' }),
      useSamples,
      effects: z.enum(['stub', 'real']).default('stub').meta({
        description: 'real: the step acts on the outside, once under the Idempotency-Key; needs workflows:testReal',
      }),
    })
    .default({ index: 0, useSamples: true, effects: 'stub' }),
  responses: { 200: stepTest },
  problems: [
    'WORKFLOW_NOT_FOUND',
    'VERSION_NOT_FOUND',
    'NODE_NOT_FOUND',
    'WORKFLOW_INVALID',
    'FORBIDDEN',
    'VALIDATION_FAILED',
  ],
});

/** What a step of a dry run is told to have given. */
export const dryAnswer = z.strictObject({
  port: z.string().max(200).optional().meta({ description: 'approved, expired, a case …; the first port when absent' }),
  output: z.unknown().optional(),
  fail: z
    .strictObject({ code: z.string().min(1).max(100), message: z.string().max(2000).default('As asked') })
    .optional(),
});
export type DryAnswer = z.infer<typeof dryAnswer>;

export const dryStep = z.object({
  path: z.string(),
  node: z.string(),
  kind: z.string(),
  name: z.string(),
  status: stepStatus,
  port: z.string().nullable(),
  attempts: z.number().int(),
  output: z.unknown(),
  error: stepError.nullable(),
  source,
  logs: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type DryStep = z.infer<typeof dryStep>;

export const dryRunResult = z.object({
  status: z
    .enum(['succeeded', 'failed', 'stopped'])
    .meta({ description: 'stopped: the dry run came to one of its own bounds, see `stoppedBy`' }),
  stoppedBy: z.enum(['steps', 'time', 'size']).nullable(),
  output: z.unknown(),
  error: stepError.nullable(),
  simulatedMs: z.number().meta({ description: 'How long the waits and pauses would have taken' }),
  steps: z.array(dryStep).meta({ description: 'Of every scope that was opened; the first 1,000' }),
  stepCount: z.number().int(),
  warnings: z.array(z.string()),
});
export type DryRunResult = z.infer<typeof dryRunResult>;

export const dryRunWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/dry-run',
  permission: 'workflows:test',
  tag,
  summary: 'Run the draft in memory with every effect stubbed',
  params,
  bodyLimit: largest,
  body: z
    .strictObject({
      version,
      input: z.unknown().optional(),
      trigger: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'Node id of the trigger that fires; the first one when absent' }),
      answers: z.record(z.string(), dryAnswer).optional().meta({
        description:
          'By node id, or by path (`orders[3]/ask`): what steps give. Approvals approve when nothing is said',
      }),
      useSamples,
    })
    .default({ useSamples: true }),
  responses: { 200: dryRunResult },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND', 'WORKFLOW_INVALID', 'RUN_INPUT_INVALID', 'VALIDATION_FAILED'],
});

export const sampleSummary = z.object({
  node: z.string(),
  bytes: z.number().int(),
  from: z.object({ runId, path: z.string() }).nullable().meta({ description: 'The step of a run that gave it' }),
  inDraft: z.boolean().meta({ description: 'false: the draft has no such node; the sample is kept and not used' }),
  savedBy: userId.nullable(),
  savedAt: timestamp,
});
export const sample = sampleSummary.extend({ output: z.unknown() });
export type SampleSummary = z.infer<typeof sampleSummary>;
export type Sample = z.infer<typeof sample>;

export const listSamples = route({
  method: 'GET',
  path: '/workflows/:id/samples',
  permission: 'workflows:read',
  tag,
  summary: 'Pinned samples of a workflow',
  params,
  query: pageQuery,
  responses: { 200: pageOf(sampleSummary) },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const getSample = route({
  method: 'GET',
  path: '/workflows/:id/samples/:node',
  permission: 'runs:read',
  tag,
  summary: 'One pinned sample',
  params: params.extend({ node }),
  responses: { 200: sample },
  problems: ['WORKFLOW_NOT_FOUND', 'SAMPLE_NOT_FOUND'],
});
export const pinSample = route({
  method: 'PUT',
  path: '/workflows/:id/samples/:node',
  permission: 'workflows:write',
  tag,
  summary: 'Pin what a step gives, for tests and dry runs',
  params: params.extend({ node }),
  bodyLimit: 512 * 1024,
  body: z.union([
    z
      .strictObject({ output: z.unknown() })
      .refine((body) => 'output' in body, { path: ['output'], message: 'expected a value; null is one' }),
    z.strictObject({ from: z.strictObject({ runId, path: z.string().min(1).max(500) }) }),
  ]),
  responses: { 200: sample },
  problems: ['WORKFLOW_NOT_FOUND', 'NODE_NOT_FOUND', 'RUN_NOT_FOUND', 'STEP_NOT_FOUND', 'LIMIT_EXCEEDED', 'CONFLICT'],
});
export const unpinSample = route({
  method: 'DELETE',
  path: '/workflows/:id/samples/:node',
  permission: 'workflows:write',
  tag,
  summary: 'Remove a pinned sample',
  params: params.extend({ node }),
  responses: { 204: 'empty' },
  problems: ['WORKFLOW_NOT_FOUND', 'SAMPLE_NOT_FOUND'],
});

export const tryOutRoutes = { testStep, dryRunWorkflow, listSamples, getSample, pinSample, unpinSample };
