import { z } from 'zod';
import { idOf, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'ai';

export const recordingSetName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/, 'expected letters, digits, blanks, dots, dashes; at most 100')
  .meta({ description: 'Name of a set of recordings' });

/** Answers a call from recordings instead of a model. */
export const replayOption = z
  .strictObject({
    set: recordingSetName.optional(),
    workflowId: workflowId.optional().meta({ description: 'Any recording of this workflow' }),
    mode: z
      .enum(['strict', 'fallthrough'])
      .default('strict')
      .meta({ description: 'What is not recorded is an error (RECORDING_MISSING), or asked of the model' }),
    paced: z.boolean().default(false).meta({ description: 'Parts come with the pauses they were recorded with' }),
  })
  .refine(({ set, workflowId }) => set !== undefined || workflowId !== undefined, 'expected a set or a workflow');
export type ReplayOption = z.output<typeof replayOption>;

const usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: z.number().int(),
  model: z.string(),
  provider: z.string(),
  ms: z.number(),
});
const at = { t: z.number().min(0).meta({ description: 'Milliseconds since the request' }) };
export const recordedPart = z.union([
  z.strictObject({ ...at, type: z.enum(['text', 'reasoning']), text: z.string() }),
  z.strictObject({
    ...at,
    type: z.literal('tool-call'),
    index: z.number().int(),
    id: z.string().optional(),
    name: z.string().optional(),
    arguments: z.string(),
  }),
  z.strictObject({
    ...at,
    type: z.literal('end'),
    finish: z.enum(['stop', 'tools', 'length', 'filtered']),
    usage: usage.catchall(z.unknown()),
  }),
]);
export type RecordedPart = z.output<typeof recordedPart>;

/** One line of an exported set. Personal data and secrets are placeholders; images are digests. */
export const recordingLine = z.strictObject({
  request: z.record(z.string(), z.unknown()),
  parts: z.array(recordedPart).min(1).max(100_000),
  model: z.string().max(200),
  workflowId: workflowId.nullable().default(null),
  stepPath: z.string().max(700).nullable().default(null),
});
export type RecordingLine = z.output<typeof recordingLine>;

const recordingSummary = z.object({
  id: idOf('aiRecording'),
  set: z.string(),
  requestHash: z.string(),
  model: z.string(),
  task: z.string(),
  workflowId: z.string().nullable(),
  stepPath: z.string().nullable(),
  runId: z.string().nullable(),
  agentId: z.string().nullable(),
  at: timestamp,
  expiresAt: timestamp.nullable().meta({ description: 'null: kept until it is deleted' }),
});
export const recording = recordingSummary.extend({
  request: z.record(z.string(), z.unknown()),
  parts: z.array(recordedPart),
});

const permission = 'ai:write' as const;
const params = z.object({ id: idOf('aiRecording') });
export const listRecordings = route({
  method: 'GET',
  path: '/ai/recordings',
  permission,
  tag,
  summary: 'Recorded calls of models, newest first',
  query: pageQuery.extend({
    set: recordingSetName.optional(),
    workflowId: workflowId.optional(),
    runId: z.string().max(60).optional(),
  }),
  responses: { 200: pageOf(recordingSummary) },
});
export const getRecording = route({
  method: 'GET',
  path: '/ai/recordings/:id',
  permission,
  tag,
  summary: 'One recorded call: the request and the parts of its answer',
  params,
  responses: { 200: recording },
  problems: ['RECORDING_NOT_FOUND'],
});
export const deleteRecording = route({
  method: 'DELETE',
  path: '/ai/recordings/:id',
  permission,
  tag,
  summary: 'Delete a recorded call',
  params,
  responses: { 204: 'empty' },
  problems: ['RECORDING_NOT_FOUND'],
});

export const recordingSet = z.object({
  name: z.string(),
  recordings: z.number().int(),
  firstAt: timestamp,
  lastAt: timestamp,
  keptForGood: z.boolean().meta({ description: 'None of its recordings ends by itself' }),
});
export const listRecordingSets = route({
  method: 'GET',
  path: '/ai/recording-sets',
  permission,
  tag,
  summary: 'Sets of recordings',
  responses: { 200: z.object({ items: z.array(recordingSet).max(1000), nextCursor: z.null() }) },
});
export const createRecordingSet = route({
  method: 'POST',
  path: '/ai/recording-sets',
  permission,
  tag,
  summary: 'Copy recordings into a set that is kept until it is deleted',
  body: z
    .strictObject({
      name: recordingSetName,
      from: z.strictObject({
        set: recordingSetName.optional(),
        runId: z.string().max(60).optional(),
        workflowId: workflowId.optional(),
        ids: z.array(idOf('aiRecording')).min(1).max(1000).optional(),
      }),
    })
    .refine(({ from }) => Object.keys(from).length > 0, 'expected a set, a run, a workflow or ids'),
  responses: { 201: z.object({ name: z.string(), copied: z.number().int() }) },
  problems: ['RECORDING_SET_NOT_FOUND'],
});
const setParams = z.object({ name: recordingSetName });
export const deleteRecordingSet = route({
  method: 'DELETE',
  path: '/ai/recording-sets/:name',
  permission,
  tag,
  summary: 'Delete a set and what is in it',
  params: setParams,
  responses: { 204: 'empty' },
  problems: ['RECORDING_SET_NOT_FOUND'],
});
export const exportRecordingSet = route({
  method: 'GET',
  path: '/ai/recording-sets/:name/export',
  permission,
  tag,
  summary: 'A set as JSON Lines',
  params: setParams,
  responses: { 200: 'file' },
  problems: ['RECORDING_SET_NOT_FOUND'],
});
export const importRecordingSet = route({
  method: 'POST',
  path: '/ai/recording-sets/:name/import',
  permission,
  tag,
  summary: 'Put exported recordings into a set; it is kept until it is deleted',
  params: setParams,
  bodyLimit: 16 * 1024 * 1024,
  body: z.strictObject({ lines: z.string().max(16_000_000).meta({ description: 'JSON Lines, as exported' }) }),
  responses: { 200: z.object({ imported: z.number().int() }) },
  problems: ['DOCUMENT_UNREADABLE'],
});

export const aiRecordingRoutes = {
  listRecordings,
  getRecording,
  deleteRecording,
  listRecordingSets,
  createRecordingSet,
  deleteRecordingSet,
  exportRecordingSet,
  importRecordingSet,
};
