import { z } from 'zod';
import { askBodyLimit, modelProblems } from './ai-asks.js';
import type { Problem } from './errors.js';
import { route } from './route.js';

/*
 * OpenAI's wire format, for programs that speak it already. What is not named here is ignored, as that format grows all the time; what
 * would change the meaning of the answer and cannot be done is refused. Source: platform.openai.com/docs/api-reference
 */
const tag = 'openai';

const textPiece = z.object({ type: z.literal('text'), text: z.string() });
const imagePiece = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string().meta({ description: 'A data URL: no address is fetched' }) }),
});
const texts = z.union([z.string(), z.array(textPiece)]);
const chatToolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: texts }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.union([textPiece, imagePiece])).min(1)]),
  }),
  z.object({
    role: z.literal('assistant'),
    content: texts.nullish(),
    tool_calls: z.array(chatToolCall).nullish(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: texts }),
]);
const parameters = z.record(z.string(), z.unknown());
const toolOfChat = z.object({
  type: z.literal('function', { error: 'only tools of the type function can be offered' }),
  function: z.object({ name: z.string().min(1), description: z.string().nullish(), parameters: parameters.nullish() }),
});
const choiceOfTool = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);
const answerFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), json_schema: z.object({ schema: parameters.optional() }) }),
]);

const modelName = z
  .string()
  .min(1)
  .max(300)
  .meta({ description: 'A model, a routing policy such as small-first, or an agent: `agent:<name>`' });

export const openaiChatRequest = z.object({
  model: modelName,
  messages: z.array(message).min(1).max(1000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(toolOfChat).max(128).nullish(),
  tool_choice: choiceOfTool.nullish(),
  response_format: answerFormat.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  max_tokens: z.number().int().min(1).max(200_000).nullish(),
  max_completion_tokens: z.number().int().min(1).max(200_000).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  seed: z.number().int().nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  n: z.literal(1, { error: 'only one choice is made; ask again for another' }).nullish(),
  logprobs: z.literal(false, { error: 'log probabilities are not available' }).nullish(),
  modalities: z.array(z.literal('text', { error: 'answers are texts' })).nullish(),
});
export type OpenaiChatRequest = z.output<typeof openaiChatRequest>;

export const openaiEmbeddingRequest = z.object({
  model: modelName,
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)], {
    error: 'expected a text or a list of texts',
  }),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.undefined({ error: 'vectors have the length that the model gives them' }).optional(),
});
export type OpenaiEmbeddingRequest = z.output<typeof openaiEmbeddingRequest>;

/** What a client of OpenAI expects of a failure. */
export interface OpenaiError {
  error: { message: string; type: string; code: string | null; param: string | null };
}

const types: Record<number, string> = {
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  429: 'rate_limit_error',
};
const codes: Record<string, string> = {
  MODEL_NOT_FOUND: 'model_not_found',
  AGENT_NOT_FOUND: 'model_not_found',
  UNAUTHENTICATED: 'invalid_api_key',
  TOKEN_EXPIRED: 'invalid_api_key',
  MODEL_RATE_LIMITED: 'rate_limit_exceeded',
  MODEL_BUSY: 'rate_limit_exceeded',
  RATE_LIMITED: 'rate_limit_exceeded',
  BUDGET_EXCEEDED: 'insufficient_quota',
  BUDGET_APPROVAL_NEEDED: 'insufficient_quota',
};
/** Where that format has another status than the platform. */
const statuses: Record<string, number> = { MODEL_NOT_FOUND: 404, MODEL_REFUSED: 400, MODEL_NO_TOOLS: 400 };

/** A problem document in OpenAI's shape. */
export function openaiError(problem: Problem): { status: number; body: OpenaiError } {
  const { code, detail, title, issues } = problem;
  const status = statuses[code] ?? problem.status;
  const [issue] = issues ?? [];
  const body = {
    message: detail ?? title,
    type: types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
    code: codes[code] ?? code.toLowerCase(),
    param: issue?.path || null,
  };
  return { status, body: { error: body } };
}

const common = { root: true, permission: 'ai:use', tag, failure: openaiError } as const;
const asking = { ...common, method: 'POST', bodyLimit: askBodyLimit, problems: modelProblems } as const;

export const openaiChat = route({
  ...asking,
  path: '/openai/v1/chat/completions',
  summary: 'Chat completions of OpenAI: whole, or as server-sent events with `stream`',
  body: openaiChatRequest,
  streams: true,
  responses: { 200: 'raw' },
});
export const openaiEmbeddings = route({
  ...asking,
  path: '/openai/v1/embeddings',
  summary: 'Embeddings of OpenAI',
  body: openaiEmbeddingRequest,
  responses: { 200: 'raw' },
});

const openaiModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number().int(),
  owned_by: z.string(),
});
export type OpenaiModel = z.output<typeof openaiModel>;
export const openaiModels = route({
  ...common,
  method: 'GET',
  path: '/openai/v1/models',
  permission: 'ai:read',
  summary: 'Models, routing policies and agents, as OpenAI lists models',
  responses: { 200: z.object({ object: z.literal('list'), data: z.array(openaiModel) }) },
});
export const openaiModelById = route({
  ...common,
  method: 'GET',
  path: '/openai/v1/models/:id',
  permission: 'ai:read',
  summary: 'One of them',
  params: z.object({ id: z.string().max(300) }),
  responses: { 200: openaiModel },
  problems: ['MODEL_NOT_FOUND'],
});

export const openaiRoutes = { openaiChat, openaiEmbeddings, openaiModels, openaiModelById };
