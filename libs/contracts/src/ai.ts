/** One file, because completions, models and usage share their shapes; the long part is the list of routes. */
import { z } from 'zod';
import { aiUsage, askRoute, jsonSchema, keyedAsk } from './ai-asks.js';
import { chatMessage, modelOptions as options, toolCall, toolChoice, toolSpec } from './ai-chat.js';
import { aiPromptRoutes, aiPromptRpc } from './ai-prompts.js';
import { aiTaskRoutes, aiTaskRpc } from './ai-tasks.js';
import { idOf } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'ai';

export const completeRequest = z.strictObject({
  messages: z.array(chatMessage).min(1).max(1000),
  tools: z.array(toolSpec).max(128).optional(),
  toolChoice: toolChoice.optional(),
  schema: jsonSchema.optional().meta({ description: 'JSON Schema that `data` must fit' }),
  ...options,
});
export const completeResponse = z.object({
  text: z.string(),
  data: z.unknown().optional(),
  toolCalls: z.array(toolCall),
  finish: z.enum(['stop', 'tools', 'length', 'filtered']),
  usage: aiUsage,
});
export type CompleteRequest = z.infer<typeof completeRequest>;
export type CompleteResponse = z.infer<typeof completeResponse>;

export const aiComplete = askRoute('/ai/complete', 'Answer a conversation', completeRequest, completeResponse);

export const aiModel = z.object({
  id: z.string(),
  provider: z.string(),
  title: z.string(),
  contextTokens: z.number().int().nullable(),
  tools: z.boolean(),
  inputMicrosPerMillion: microDollars.nullable(),
  outputMicrosPerMillion: microDollars.nullable(),
  tier: z.enum(['small', 'large', 'builtin']),
  isDefault: z.boolean(),
});
export type AiModel = z.infer<typeof aiModel>;
export const listModels = route({
  method: 'GET',
  path: '/ai/models',
  permission: 'ai:read',
  tag,
  summary: 'Models that can be used',
  responses: { 200: z.object({ items: z.array(aiModel), nextCursor: z.null() }) },
});
export const aiProvider = z.object({
  id: z.string(),
  title: z.string(),
  configured: z.boolean(),
  healthy: z.boolean().nullable(),
  note: z.string(),
});
export const listProviders = route({
  method: 'GET',
  path: '/ai/providers',
  permission: 'ai:read',
  tag,
  summary: 'Model providers',
  responses: { 200: z.object({ items: z.array(aiProvider), nextCursor: z.null() }) },
});
export const usageRow = z.object({
  id: idOf('aiCall'),
  at: timestamp,
  task: z.string(),
  model: z.string(),
  provider: z.string(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars,
  ms: z.number(),
  runId: z.string().nullable(),
  stepPath: z.string().nullable(),
  agentId: z.string().nullable(),
});
export const listUsage = route({
  method: 'GET',
  path: '/ai/usage',
  permission: 'ai:read',
  tag,
  summary: 'What model calls used',
  query: pageQuery.extend({ runId: z.string().max(60).optional() }),
  responses: {
    200: pageOf(usageRow).extend({
      totals: z.object({
        calls: z.number().int(),
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
        costMicros: microDollars,
      }),
    }),
  },
});

export const aiRoutes = {
  aiComplete,
  ...aiTaskRoutes,
  ...aiPromptRoutes,
  listModels,
  listProviders,
  listUsage,
};

/** Where a model is served that the platform knows nothing of: an address that speaks OpenAI's chat completions. */
export const modelEndpoint = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .max(2000)
  .meta({
    description: 'A custom inference endpoint that speaks the chat completions of OpenAI; called without a key',
  });

const completing = keyedAsk('ai.complete', completeRequest, completeResponse);

export const aiRpc = {
  complete: { ...completing, request: completing.request.extend({ endpoint: modelEndpoint.optional() }) },
  ...aiTaskRpc,
  ...aiPromptRpc,
  /** Whether an ask under this key is done, in progress, or unknown. */
  status: rpc({
    service: 'ai',
    method: 'ai.status',
    permission: 'ai:read',
    timeoutMs: 5000,
    request: z.object({ key: z.string() }),
    response: z.object({ status: z.enum(['unknown', 'running', 'succeeded', 'failed']) }),
  }),
  models: rpc({
    service: 'ai',
    method: 'ai.models',
    permission: 'ai:read',
    timeoutMs: 10_000,
    request: z.object({}),
    response: z.object({ items: z.array(aiModel) }),
  }),
} as const;
