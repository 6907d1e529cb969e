import type OpenAI from 'openai';
import type { CompletionRequest } from '../provider.js';
import { isObjectSchema, isStrict } from '../strict-schema.js';
import { wireChoice, wireMessage, wireTool } from './messages.js';

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** Where servers that speak OpenAI's chat completions differ. */
export interface ChatDialect {
  /** OpenAI's newer name, which its reasoning models insist on, or the older one, which everybody else knows. */
  tokenLimitField: 'max_completion_tokens' | 'max_tokens';
  /** How much the model should think, in the server's words; nothing is sent when absent. */
  reasoning?(effort: NonNullable<CompletionRequest['reasoning']>, model: string): object;
  /** Whether the model answers 400 to `temperature`, `top_p` and `stop`. */
  ownSampling?(model: string): boolean;
}

export function chatBody(request: CompletionRequest, dialect: ChatDialect): Body {
  const { model, maxTokens, tools, toolChoice, schema, seed, reasoning } = request;
  return {
    model,
    messages: request.messages.map(wireMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(tools?.length ? { tools: tools.map(wireTool) } : {}),
    ...(tools?.length && toolChoice ? { tool_choice: wireChoice(toolChoice) } : {}),
    ...(schema && isObjectSchema(schema) ? { response_format: jsonAnswer(schema) } : {}),
    ...(dialect.ownSampling?.(model) ? {} : sampling(request)),
    ...(seed === undefined ? {} : { seed }),
    ...(reasoning ? dialect.reasoning?.(reasoning, model) : {}),
    ...(maxTokens === undefined ? {} : { [dialect.tokenLimitField]: maxTokens }),
  };
}

const sampling = ({ temperature, topP, stop }: CompletionRequest) => ({
  ...(temperature === undefined ? {} : { temperature }),
  ...(topP === undefined ? {} : { top_p: topP }),
  ...(stop?.length ? { stop: [...stop] } : {}),
});

const jsonAnswer = (schema: Record<string, unknown>) => ({
  type: 'json_schema' as const,
  json_schema: { name: 'answer', schema, strict: isStrict(schema) },
});
