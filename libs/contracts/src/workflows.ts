import { z } from 'zod';
import { estimateWorkflow } from './ai-estimates.js';
import { definition } from '#libs/workflow';
import { runId, userId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'workflows';
const params = z.object({ id: workflowId });
/** One line, since lists show it as one. */
export const workflowName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, 'expected one line');
export const workflowDescription = z.string().max(2000);
const name = workflowName;
const description = workflowDescription;

export const workflowProblem = z.object({
  node: z.string().optional(),
  path: z.string().meta({ description: 'Into the definition: nodes[2].config.labels' }),
  code: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
});
export type WorkflowProblem = z.infer<typeof workflowProblem>;

export const workflowSummary = z.object({
  id: workflowId,
  name: z.string(),
  description: z.string(),
  publishedVersion: z.number().int().nullable(),
  hasDraftChanges: z.boolean(),
  nodeCount: z.number().int(),
  lastRun: z.object({ id: runId, status: z.string(), at: timestamp }).nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type WorkflowSummary = z.infer<typeof workflowSummary>;

/** With the draft; `etag` is what `If-Match` expects. */
export const workflow = workflowSummary.extend({ definition, problems: z.array(workflowProblem), etag: z.string() });
export type Workflow = z.infer<typeof workflow>;

export const workflowVersionSummary = z.object({
  version: z.number().int(),
  contentHash: z.string(),
  note: z.string(),
  publishedAt: timestamp,
  publishedBy: userId.nullable(),
  current: z.boolean(),
});
export const workflowVersion = workflowVersionSummary.extend({ workflowId, definition });
export type WorkflowVersion = z.infer<typeof workflowVersion>;

export const createWorkflow = route({
  method: 'POST',
  path: '/workflows',
  permission: 'workflows:write',
  tag,
  summary: 'Create a workflow with its draft',
  idempotent: true,
  bodyLimit: 4 * 1024 * 1024,
  body: z.strictObject({ name, description: description.optional(), definition }),
  responses: { 201: workflow },
  problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_UNFIT'],
});
export const listWorkflows = route({
  method: 'GET',
  path: '/workflows',
  permission: 'workflows:read',
  tag,
  summary: 'Workflows',
  query: pageQuery.extend({
    search: z.string().max(100).optional().meta({ description: 'A part of the name' }),
    deleted: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: 'true: those that were deleted, for POST /workflows/:id/restore' }),
  }),
  responses: { 200: pageOf(workflowSummary) },
});
export const getWorkflow = route({
  method: 'GET',
  path: '/workflows/:id',
  permission: 'workflows:read',
  tag,
  summary: 'One workflow with its draft',
  params,
  responses: { 200: workflow },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const updateWorkflow = route({
  method: 'PATCH',
  path: '/workflows/:id',
  permission: 'workflows:write',
  tag,
  summary: 'Rename or describe',
  params,
  body: z.strictObject({ name: name.optional(), description: description.optional() }),
  responses: { 200: workflow },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const deleteWorkflow = route({
  method: 'DELETE',
  path: '/workflows/:id',
  permission: 'workflows:write',
  tag,
  summary: 'Delete a workflow; its runs stay and go on',
  params,
  responses: { 204: 'empty' },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const saveDraft = route({
  method: 'PUT',
  path: '/workflows/:id/draft',
  permission: 'workflows:write',
  tag,
  summary: 'Save the draft',
  params,
  bodyLimit: 4 * 1024 * 1024,
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({ definition }),
  responses: { 200: workflow },
  problems: [
    'WORKFLOW_NOT_FOUND',
    'PRECONDITION_FAILED',
    'PRECONDITION_REQUIRED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_UNFIT',
  ],
});
export const validateWorkflow = route({
  method: 'POST',
  path: '/workflows/validate',
  permission: 'workflows:read',
  tag,
  summary: 'Problems of a definition, node by node',
  bodyLimit: 4 * 1024 * 1024,
  body: z.strictObject({ definition: z.unknown() }),
  responses: { 200: z.object({ problems: z.array(workflowProblem) }) },
});
export const publishWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/publish',
  permission: 'workflows:publish',
  tag,
  summary: 'Freeze the draft as the next version',
  params,
  body: z.strictObject({ note: z.string().max(500).optional() }).default({}),
  responses: { 200: workflowVersion },
  problems: [
    'WORKFLOW_NOT_FOUND',
    'WORKFLOW_INVALID',
    'PRECONDITION_FAILED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_UNFIT',
  ],
});
export const listVersions = route({
  method: 'GET',
  path: '/workflows/:id/versions',
  permission: 'workflows:read',
  tag,
  summary: 'Published versions, newest first',
  params,
  query: pageQuery,
  responses: { 200: pageOf(workflowVersionSummary) },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const getVersion = route({
  method: 'GET',
  path: '/workflows/:id/versions/:version',
  permission: 'workflows:read',
  tag,
  summary: 'One published version',
  params: params.extend({ version: z.coerce.number().int().min(1) }),
  responses: { 200: workflowVersion },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const rollbackWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/rollback',
  permission: 'workflows:publish',
  tag,
  summary: 'Make an older version the current one',
  params,
  body: z.strictObject({ version: z.number().int().min(1) }),
  responses: { 200: workflowVersion },
  problems: ['WORKFLOW_NOT_FOUND', 'VERSION_NOT_FOUND', 'CREDENTIAL_NOT_FOUND', 'CREDENTIAL_UNFIT'],
});

export const workflowRpc = {
  /** Which of these workflows the company has. */
  known: rpc({
    service: 'company',
    method: 'company.workflows.known',
    permission: 'workflows:read',
    timeoutMs: 5000,
    request: z.object({ ids: z.array(workflowId).max(1000) }),
    response: z.object({ ids: z.array(workflowId) }),
  }),
} as const;

export const workflowRoutes = {
  createWorkflow,
  listWorkflows,
  getWorkflow,
  updateWorkflow,
  deleteWorkflow,
  saveDraft,
  validateWorkflow,
  publishWorkflow,
  listVersions,
  getVersion,
  rollbackWorkflow,
  estimateWorkflow,
};
