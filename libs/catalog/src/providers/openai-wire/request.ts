import type OpenAI from 'openai';
import type { ChatMessage } from '#libs/contracts';
import type { CompletionRequest } from '../provider.js';

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;
export type TokenLimitField = 'max_completion_tokens' | 'max_tokens';

/** Models that answer 400 to any temperature but their own. */
const ownTemperature = /^(gpt-5|o\d)/;

export function chatBody(request: CompletionRequest, tokenLimitField: TokenLimitField): Body {
  const { model, temperature, maxTokens } = request;
  return {
    model,
    messages: request.messages.map(wireMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(request.tools?.length ? { tools: request.tools.map(wireTool) } : {}),
    ...(request.schema && isObjectSchema(request.schema) ? { response_format: jsonAnswer(request.schema) } : {}),
    ...(temperature !== undefined && !ownTemperature.test(model) ? { temperature } : {}),
    ...(maxTokens === undefined ? {} : { [tokenLimitField]: maxTokens }),
  };
}

function wireMessage(message: ChatMessage): OpenAI.Chat.Completions.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== 'assistant' || !message.toolCalls?.length)
    return { role: message.role, content: message.content };
  const calls = message.toolCalls.map((call) => ({
    id: call.id,
    type: 'function' as const,
    function: { name: call.name, arguments: JSON.stringify(call.input ?? {}) },
  }));
  return { role: 'assistant', content: message.content || null, tool_calls: calls };
}

const wireTool = (tool: { name: string; description: string; inputSchema: Record<string, unknown> }) => ({
  type: 'function' as const,
  function: { name: tool.name, description: tool.description, parameters: tool.inputSchema },
});

const jsonAnswer = (schema: Record<string, unknown>) => ({
  type: 'json_schema' as const,
  json_schema: { name: 'answer', schema, strict: isStrict(schema) },
});

/** Only objects may stand at the root of a `json_schema` answer; other schemas are asked for by the prompt alone. */
const isObjectSchema = (schema: Record<string, unknown>): boolean => schema['type'] === 'object';

/**
 * Whether OpenAI's strict mode takes the schema: each object closed, each property required.
 * Source: platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, properties, required, additionalProperties, ...rest } = schema as Record<string, unknown>;
  const closed = Array.isArray(required) && additionalProperties === false;
  const names = Object.keys(properties ?? {});
  if (type === 'object' && !(closed && names.every((name) => required.includes(name)))) return false;
  if (Object.keys(rest).some((keyword) => !strictKeywords.has(keyword))) return false;
  return Object.values(properties ?? {}).every(isStrict) && isStrict(rest['items']) && isStrict(rest['anyOf']);
}
const strictKeywords = new Set([
  'items',
  'anyOf',
  'enum',
  'const',
  'description',
  'title',
  'format',
  'pattern',
  'minimum',
  'maximum',
]);
