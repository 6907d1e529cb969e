import { z } from 'zod';
import { agentId, conversationId, jobId, messageId, taskId } from './ids.js';
import { jobStatus } from './jobs.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { webhookUrl } from './webhooks.js';

const tag = 'conversations';

export const conversationMessage = z.object({
  id: messageId,
  seq: z.number().int().meta({ description: 'Its place in the conversation, from 1' }),
  role: z.enum(['user', 'assistant', 'tool']),
  kind: z.enum(['message', 'error', 'summary']).meta({
    description:
      'error: why there is no answer; summary: what the model is told of everything up to `coversThrough` instead of the messages',
  }),
  content: z.string(),
  data: z.unknown().meta({ description: "What an answer holds beside its text, or a tool's output" }),
  taskId: taskId.nullable().meta({ description: 'The task that wrote it, or that it set off' }),
  jobId: jobId.nullable().meta({ description: 'The job whose result this is' }),
  tool: z.string().nullable(),
  jobs: z
    .array(z.object({ id: jobId, tool: z.string() }))
    .meta({ description: 'Jobs that were started on the way to this answer' }),
  coversThrough: z.number().int().nullable(),
  userId: z.string().nullable(),
  createdAt: timestamp,
});
export type ConversationMessage = z.infer<typeof conversationMessage>;

export const conversation = z.object({
  id: conversationId,
  agentId: agentId.meta({ description: 'Who answers in it now' }),
  agentName: z.string(),
  title: z.string(),
  status: z.enum(['active', 'archived']),
  lastSeq: z.number().int().meta({ description: 'Of its newest message' }),
  workingTaskId: taskId.nullable().meta({ description: 'The task at work in it, if there is one' }),
  queued: z.number().int().meta({ description: 'Messages and results that wait for their turn' }),
  webhookUrl: z.string().nullable(),
  userId: z.string().nullable().meta({ description: 'Who began it' }),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Conversation = z.infer<typeof conversation>;

const usage = z.object({ inputTokens: z.number().int(), outputTokens: z.number().int(), costMicros: microDollars });
/** What an agent answered. The same is posted to webhooks as `conversation.reply.v1`. */
export const conversationReply = z.object({
  conversationId,
  taskId,
  message: conversationMessage,
  pendingJobs: z.array(z.object({ id: jobId, tool: z.string(), status: jobStatus })).meta({
    description: 'Jobs of the conversation that go on. Each result becomes a message, and the agent goes on with it',
  }),
  usage,
});
export type ConversationReply = z.infer<typeof conversationReply>;

/** Taken down; the answer comes later. */
export const messageAccepted = z.object({
  conversationId,
  taskId,
  status: z.enum(['queued', 'running', 'waiting']).meta({ description: 'queued: earlier messages come first' }),
});

const title = z.string().trim().min(1).max(200);

export const postMessage = route({
  method: 'POST',
  path: '/agents/:id/messages',
  permission: 'agents:run',
  tag,
  summary:
    'Say something to an agent, in a new conversation or in an old one. `wait` answers 200 with the reply, or 202 when that takes longer; `async` 202 at once, and the reply comes by webhook; `stream` sends events: accepted, text, tool, tool-result, again, reply, error',
  params: z.object({ id: agentId }),
  headers: z.object({
    'idempotency-key': z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')
      .optional()
      .meta({ description: 'Sent again under the same key, it is the same message' }),
  }),
  body: z.strictObject({
    content: z.string().trim().min(1).max(200_000),
    conversationId: conversationId.optional(),
    webhookUrl: webhookUrl.optional().meta({
      description: "Instead of the agent's own; later results of the conversation are posted there as well",
    }),
    mode: z.enum(['wait', 'async', 'stream']).default('wait'),
    waitSeconds: z.number().int().min(1).max(300).default(60).meta({ description: 'How long `wait` waits' }),
    onDisconnect: z
      .enum(['continue', 'cancel'])
      .default('continue')
      .meta({ description: 'What becomes of the task when the client leaves before the reply' }),
  }),
  responses: { 200: conversationReply, 202: messageAccepted },
  streams: true,
  problems: [
    'AGENT_NOT_FOUND',
    'AGENT_INACTIVE',
    'CONVERSATION_NOT_FOUND',
    'CONVERSATION_ARCHIVED',
    'CONVERSATION_FULL',
    'IDEMPOTENCY_KEY_REUSED',
    'TASK_FAILED',
  ],
});

const params = z.object({ id: conversationId });
export const listConversations = route({
  method: 'GET',
  path: '/conversations',
  permission: 'agents:read',
  tag,
  summary: 'Conversations, the latest first',
  query: pageQuery.extend({
    agentId: agentId.optional(),
    status: z.enum(['active', 'archived']).optional(),
    mine: z.stringbool().optional().meta({ description: 'Only those that you began' }),
    search: z.string().max(100).optional().meta({ description: 'Words of the title' }),
  }),
  responses: { 200: pageOf(conversation) },
});
export const getConversation = route({
  method: 'GET',
  path: '/conversations/:id',
  permission: 'agents:read',
  tag,
  summary: 'One conversation, and what waits for its turn in it',
  params,
  responses: {
    200: conversation.extend({
      waiting: z.array(z.object({ taskId, role: z.enum(['user', 'tool']), content: z.string(), createdAt: timestamp })),
      pendingJobs: conversationReply.shape.pendingJobs,
    }),
  },
  problems: ['CONVERSATION_NOT_FOUND'],
});
export const listMessages = route({
  method: 'GET',
  path: '/conversations/:id/messages',
  permission: 'agents:read',
  tag,
  summary: 'Messages in their order; `after` for those that are new',
  params,
  query: pageQuery.extend({
    after: z.coerce.number().int().min(0).optional().meta({ description: 'Only messages with a higher `seq`' }),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
  responses: { 200: pageOf(conversationMessage) },
  problems: ['CONVERSATION_NOT_FOUND'],
});
export const updateConversation = route({
  method: 'PATCH',
  path: '/conversations/:id',
  permission: 'agents:run',
  tag,
  summary: 'Rename, archive, or take out of the archive',
  params,
  body: z.strictObject({
    title: title.optional(),
    status: z.enum(['active', 'archived']).optional(),
    webhookUrl: webhookUrl.nullable().optional(),
  }),
  responses: { 200: conversation },
  problems: ['CONVERSATION_NOT_FOUND'],
});
export const deleteConversation = route({
  method: 'DELETE',
  path: '/conversations/:id',
  permission: 'agents:run',
  tag,
  summary: 'Delete a conversation with its messages; its task and its jobs are cancelled',
  params,
  responses: { 204: 'empty' },
  problems: ['CONVERSATION_NOT_FOUND'],
});

export const conversationRoutes = {
  postMessage,
  listConversations,
  getConversation,
  listMessages,
  updateConversation,
  deleteConversation,
};
