import { z } from 'zod';
import { agentId, conversationId, jobId, taskId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { webhookUrl } from './webhooks.js';

const tag = 'jobs';

export const jobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
/** One call of a tool in the background. */
export const job = z.object({
  id: jobId,
  tool: z.string(),
  status: jobStatus,
  progress: z.object({
    done: z.number().min(0).max(1).nullable().meta({ description: 'From 0 to 1, if the tool tells' }),
    message: z.string().nullable(),
  }),
  awaiting: z
    .enum(['callback', 'time'])
    .nullable()
    .meta({ description: 'callback: an outside system has to answer; time: it goes on by itself at a certain time' }),
  input: z.unknown(),
  output: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  attempts: z.number().int(),
  agentId: agentId.nullable().meta({ description: 'The agent that called the tool' }),
  taskId: taskId.nullable(),
  conversationId: conversationId.nullable().meta({ description: 'Its result becomes a message there' }),
  webhookUrl: z.string().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type Job = z.infer<typeof job>;

const params = z.object({ id: jobId });

export const startJob = route({
  method: 'POST',
  path: '/tools/:id/jobs',
  permission: 'tools:run',
  tag,
  summary: 'Call a tool in the background',
  idempotent: true,
  params: z.object({ id: z.string().max(100) }),
  body: z.strictObject({
    input: z.unknown(),
    webhookUrl: webhookUrl.optional(),
    conversationId: conversationId
      .optional()
      .meta({ description: 'The result becomes a message there, and its agent goes on with it' }),
  }),
  responses: { 202: job },
  problems: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'CONVERSATION_NOT_FOUND'],
});
export const listJobs = route({
  method: 'GET',
  path: '/jobs',
  permission: 'tools:read',
  tag,
  summary: 'Jobs, newest first',
  query: pageQuery.extend({
    status: jobStatus.optional(),
    tool: z.string().max(100).optional(),
    conversationId: conversationId.optional(),
    taskId: taskId.optional(),
    agentId: agentId.optional(),
  }),
  responses: { 200: pageOf(job) },
});
export const getJob = route({
  method: 'GET',
  path: '/jobs/:id',
  permission: 'tools:read',
  tag,
  summary: 'One job',
  params,
  responses: { 200: job },
  problems: ['JOB_NOT_FOUND'],
});
export const cancelJob = route({
  method: 'POST',
  path: '/jobs/:id/cancel',
  permission: 'tools:run',
  tag,
  summary: 'Cancel a job; one that is over stays as it is',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: job },
  problems: ['JOB_NOT_FOUND'],
});
export const retryJob = route({
  method: 'POST',
  path: '/jobs/:id/retry',
  permission: 'tools:run',
  tag,
  summary:
    'Call the tool once more, for a job that failed. It is a call of its own: what has taken effect may do so again',
  params,
  body: z.strictObject({}).default({}),
  responses: { 202: job },
  problems: ['JOB_NOT_FOUND', 'JOB_STATE'],
});
export const postJobCallback = route({
  method: 'POST',
  path: '/jobs/callbacks/:token',
  permission: 'public',
  tag,
  summary: 'An outside system answers a job that waits for it; the body becomes its output. Signed by us, used once',
  params: z.object({ token: z.string().max(800) }),
  headers: z.object({ 'content-type': z.string().optional() }),
  body: z.instanceof(Uint8Array).optional(),
  raw: true,
  responses: { 202: z.object({ accepted: z.literal(true) }) },
  problems: ['CALLBACK_NOT_FOUND', 'CALLBACK_USED', 'CALLBACK_GONE', 'MALFORMED_JSON', 'UNSUPPORTED_MEDIA_TYPE'],
});

export const jobRoutes = { startJob, listJobs, getJob, cancelJob, retryJob, postJobCallback };
