import { z } from 'zod';
import { agentId, chatId, conversationId, runId, taskId, widgetId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'chats';

/** Longest thing that is said to a workflow; strangers may say less. Characters. */
export const longestChatMessage = { members: 20_000, strangers: 4_000 } as const;

export const chatTurn = z.object({
  seq: z.number().int().meta({ description: 'Its place in the chat, from 1' }),
  content: z.string().meta({ description: 'What was said' }),
  status: z.enum(['working', 'answered', 'failed']),
  answer: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  runId: runId.nullable().meta({ description: 'The run that answers' }),
  createdAt: timestamp,
  answeredAt: timestamp.nullable(),
});
export type ChatTurn = z.infer<typeof chatTurn>;

export const chat = z.object({
  id: chatId,
  workflowId: workflowId.nullable(),
  agentId: agentId.nullable(),
  widgetId: widgetId.nullable().meta({ description: 'Where a stranger began it; null: a member did' }),
  title: z.string(),
  turns: z.number().int(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Chat = z.infer<typeof chat>;

const params = z.object({ id: workflowId });
const ofChat = params.extend({ chatId });

export const sayToWorkflow = route({
  method: 'POST',
  path: '/workflows/:id/chats',
  permission: 'runs:start',
  tag,
  summary:
    'Say something to a published workflow that begins with a chat message, in a new chat or in an old one. `wait` answers 200 with the turn, or 202 when that takes longer; `stream` sends events: accepted, answer, error',
  params,
  body: z.strictObject({
    content: z.string().trim().min(1).max(longestChatMessage.members),
    chatId: chatId.optional(),
    mode: z.enum(['wait', 'stream']).default('wait'),
    waitSeconds: z.number().int().min(0).max(60).default(30),
  }),
  responses: {
    200: z.object({ chatId, turn: chatTurn }),
    202: z.object({ chatId, turn: chatTurn }),
  },
  streams: true,
  problems: [
    'WORKFLOW_NOT_FOUND',
    'CHAT_NOT_OFFERED',
    'CHAT_NOT_FOUND',
    'CHAT_BUSY',
    'CHAT_FULL',
    'RUN_INPUT_INVALID',
    'RATE_LIMITED',
  ],
});
export const listChats = route({
  method: 'GET',
  path: '/workflows/:id/chats',
  permission: 'runs:read',
  tag,
  summary: 'Chats with the workflow, those of strangers too, the latest first',
  params,
  query: pageQuery,
  responses: { 200: pageOf(chat) },
  problems: ['WORKFLOW_NOT_FOUND'],
});
export const getChat = route({
  method: 'GET',
  path: '/workflows/:id/chats/:chatId',
  permission: 'runs:read',
  tag,
  summary: 'A chat with what was said and answered',
  params: ofChat,
  responses: { 200: chat.extend({ said: z.array(chatTurn) }) },
  problems: ['WORKFLOW_NOT_FOUND', 'CHAT_NOT_FOUND'],
});
export const deleteChat = route({
  method: 'DELETE',
  path: '/workflows/:id/chats/:chatId',
  permission: 'runs:control',
  tag,
  summary: 'Delete a chat; its runs stay',
  params: ofChat,
  responses: { 204: 'empty' },
  problems: ['WORKFLOW_NOT_FOUND', 'CHAT_NOT_FOUND'],
});

export const chatRoutes = { sayToWorkflow, listChats, getChat, deleteChat };

/** What `company` asks of `agents`, to let strangers talk to an agent. */
export const chatRpc = {
  /** Says something to an agent as a stranger, and tells of the answer as it comes. The same key is the same message. */
  converse: rpc({
    service: 'agents',
    method: 'agents.converse',
    permission: 'agents:run',
    callers: ['company'],
    stream: true,
    timeoutMs: 300_000,
    request: z.object({
      agentId,
      conversationId: conversationId.nullable(),
      content: z.string().max(longestChatMessage.members),
      key: z.string().max(200),
    }),
    response: z.discriminatedUnion('type', [
      z.object({ type: z.literal('accepted'), conversationId, taskId }),
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('again') }),
      z.object({ type: z.literal('reply'), content: z.string() }),
    ]),
    problems: ['AGENT_NOT_FOUND', 'AGENT_INACTIVE', 'CONVERSATION_NOT_FOUND', 'CONVERSATION_FULL', 'TASK_FAILED'],
  }),
} as const;
