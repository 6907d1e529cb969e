import { z } from 'zod';
import { edge, node, position } from '#libs/workflow';
import { workflowId } from './ids.js';
import { json } from './paging.js';
import { route } from './route.js';
import { workflow, workflowName } from './workflows.js';

const tag = 'workflows';
const params = z.object({ id: workflowId });
const versionNumber = z.coerce.number().int().min(1);
/** One side of a comparison. */
const side = z
  .union([z.literal('draft'), versionNumber])
  .meta({ description: 'A version, or `draft`', examples: ['1'] });

export const valueChange = z.object({
  path: z.string().meta({ description: 'As in the definition: config.labels[1]' }),
  before: json.optional().meta({ description: 'Absent when there was none' }),
  after: json.optional().meta({ description: 'Absent when there is none any more' }),
});
const edges = z.object({ added: z.array(edge), removed: z.array(edge) });
export const workflowDiff = z.object({
  from: z.object({ version: z.number().int().nullable(), contentHash: z.string() }),
  to: z.object({ version: z.number().int().nullable(), contentHash: z.string() }),
  isSame: z.boolean(),
  isCosmetic: z.boolean().meta({ description: 'A run would do the same: names, notes or places differ at most' }),
  nodes: z.object({
    added: z.array(node),
    removed: z.array(node),
    changed: z.array(
      z.object({ id: z.string(), kind: z.string(), name: z.string().optional(), changes: z.array(valueChange) }),
    ),
    moved: z
      .array(z.object({ id: z.string(), before: position.nullable(), after: position.nullable() }))
      .meta({ description: 'On the canvas alone' }),
  }),
  edges,
  settings: z.array(valueChange),
  inputs: z.array(valueChange),
  canvas: z.array(valueChange),
});
export type WorkflowDiff = z.infer<typeof workflowDiff>;

export const compareVersions = route({
  method: 'GET',
  path: '/workflows/:id/versions/:a/diff/:b',
  permission: 'workflows:read',
  tag,
  summary: 'What differs between two versions, or a version and the draft',
  params: params.extend({ a: side, b: side }),
  responses: { 200: workflowDiff },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const restoreVersion = route({
  method: 'POST',
  path: '/workflows/:id/versions/:version/restore',
  permission: 'workflows:write',
  tag,
  summary: 'Take a version as the draft; what runs stays as it is',
  params: params.extend({ version: versionNumber }),
  headers: z.object({
    'if-match': z.string().optional().meta({ description: 'The etag of the draft that is given up' }),
  }),
  body: z.strictObject({}).default({}),
  responses: { 200: workflow },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND', 'PRECONDITION_FAILED', 'PRECONDITION_REQUIRED'],
});
export const duplicateWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/duplicate',
  permission: 'workflows:write',
  tag,
  summary: 'A copy of the draft, unpublished',
  idempotent: true,
  params,
  body: z.strictObject({ name: workflowName.optional().meta({ description: '"Name (2)" when absent' }) }).default({}),
  responses: { 201: workflow },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const restoreWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/restore',
  permission: 'workflows:publish',
  tag,
  summary: 'Bring a deleted workflow back, with its triggers in force again',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: workflow },
  problems: ['WORKFLOW_NOT_FOUND'],
});

export const workflowChangeRoutes = { compareVersions, restoreVersion, duplicateWorkflow, restoreWorkflow };
