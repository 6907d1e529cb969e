/** One file, because completions, tasks, models and usage share their shapes; the long part is the list of routes. */
import { z } from 'zod';
import { chatMessage, modelOptions as options, toolCall, toolChoice, toolSpec } from './ai-chat.js';
import { aiGuardRoutes } from './ai-guardrails.js';
import { aiRecordingRoutes } from './ai-recordings.js';
import { agentId, idOf } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'ai';

export const aiUsage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars,
  model: z.string(),
  provider: z.string(),
  ms: z.number(),
});
export type AiUsage = z.infer<typeof aiUsage>;

/** Who pays and where it shows. Set by services, from the signed caller's run. */
export const aiOrigin = z.object({
  runId: z.string().optional(),
  stepPath: z.string().optional(),
  workflowId: z.string().optional(),
  agentId: agentId.optional(),
  taskId: z.string().optional(),
});

const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' });

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

const text = z.string().min(1).max(1_000_000);
export const summarizeRequest = z.strictObject({
  text,
  maxWords: z.number().int().min(5).max(2000).default(80),
  ...options,
});
export const summarizeResponse = z.object({ summary: z.string(), usage: aiUsage });
export const span = z.object({ start: z.number().int(), end: z.number().int(), text: z.string() });
export const extractRequest = z.strictObject({ text, schema: jsonSchema, ...options });
export const extractResponse = z.object({ data: z.unknown(), spans: z.record(z.string(), span), usage: aiUsage });
export const label = z.union([
  z.string().min(1).max(100),
  z.strictObject({ label: z.string().min(1).max(100), description: z.string().max(1000).optional() }),
]);
export const classifyRequest = z.strictObject({
  text,
  labels: z.array(label).min(2).max(100),
  multiple: z.boolean().default(false),
  examples: z
    .array(z.strictObject({ text: z.string().max(10_000), label: z.string() }))
    .max(200)
    .default([]),
  ...options,
});
export const classifyResponse = z.object({
  label: z.string(),
  labels: z.array(z.string()).optional(),
  confidence: z.number().min(0).max(1),
  usage: aiUsage,
});
export const generateRequest = z.strictObject({
  instruction: z.string().min(1).max(100_000),
  context: z.string().max(1_000_000).optional(),
  ...options,
});
export const generateResponse = z.object({ text: z.string(), usage: aiUsage });

const modelProblems = [
  'MODEL_NOT_FOUND',
  'MODEL_RATE_LIMITED',
  'MODEL_UNAVAILABLE',
  'MODEL_REFUSED',
  'MODEL_OUTPUT_INVALID',
] as const;
const post = <B extends z.ZodType, R extends z.ZodType>(path: string, summary: string, body: B, answer: R) =>
  route({
    method: 'POST',
    path,
    permission: 'ai:use',
    tag,
    summary,
    body,
    bodyLimit: 8 * 1024 * 1024,
    idempotent: true,
    responses: { 200: answer },
    problems: modelProblems,
  });

export const aiComplete = post('/ai/complete', 'Answer a conversation', completeRequest, completeResponse);
export const aiSummarize = post('/ai/summarize', 'Summarize a text', summarizeRequest, summarizeResponse);
export const aiExtract = post('/ai/extract', 'Extract fields to a schema', extractRequest, extractResponse);
export const aiClassify = post('/ai/classify', 'Choose one of the labels', classifyRequest, classifyResponse);
export const aiGenerate = post('/ai/generate', 'Write a text', generateRequest, generateResponse);

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
  aiSummarize,
  aiExtract,
  aiClassify,
  aiGenerate,
  listModels,
  listProviders,
  listUsage,
  ...aiGuardRoutes,
  ...aiRecordingRoutes,
};

/** With `key`, a finished answer is kept and given again; concurrent asks join. */
const keyed = <B extends z.ZodType, R extends z.ZodType>(method: string, request: B, response: R) =>
  rpc({
    service: 'ai',
    method,
    permission: 'ai:use',
    timeoutMs: 120_000,
    request: z.object({ key: z.string().optional(), origin: aiOrigin.optional(), request }),
    response,
    problems: modelProblems,
  });

/** Where a model is served that the platform knows nothing of: an address that speaks OpenAI's chat completions. */
export const modelEndpoint = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .max(2000)
  .meta({
    description: 'A custom inference endpoint that speaks the chat completions of OpenAI; called without a key',
  });

const completing = keyed('ai.complete', completeRequest, completeResponse);

export const aiRpc = {
  complete: { ...completing, request: completing.request.extend({ endpoint: modelEndpoint.optional() }) },
  summarize: keyed('ai.summarize', summarizeRequest, summarizeResponse),
  extract: keyed('ai.extract', extractRequest, extractResponse),
  classify: keyed('ai.classify', classifyRequest, classifyResponse),
  generate: keyed('ai.generate', generateRequest, generateResponse),
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
