import type Anthropic from '@anthropic-ai/sdk';
import type { CompletionRequest } from '../provider.js';
import { schemaPrompt } from '../schema-prompt.js';
import { isClosed } from '../strict-schema.js';
import { wireMessages } from './messages.js';
import { thinkingOf, takesSampling } from './models.js';

type Body = Anthropic.MessageCreateParamsStreaming;

/** The API wants a limit. What all current models can write, thinking included. */
const mostTokens = 32_000;
/** Shorter instructions are below what the API caches, at any model. */
const worthCaching = 4_000;
const cached = { cache_control: { type: 'ephemeral' as const } };

/** Knows no `seed`. */
export function messageBody(request: CompletionRequest): Body {
  const { model, tools, toolChoice, schema, stop, maxTokens = mostTokens } = request;
  const format = schema && isClosed(schema) ? { type: 'json_schema' as const, schema } : undefined;
  const { thinking, effort } = thinkingOf(request, maxTokens);
  const output = { ...(format ? { format } : {}), ...(effort ? { effort } : {}) };
  return {
    model,
    max_tokens: maxTokens,
    messages: wireMessages(request.messages),
    stream: true,
    ...instructions(request, format === undefined),
    ...(tools?.length ? { tools: tools.map(wireTool) } : {}),
    ...(tools?.length && toolChoice ? { tool_choice: wireChoice(toolChoice) } : {}),
    ...(Object.keys(output).length ? { output_config: output } : {}),
    ...(thinking ? { thinking } : {}),
    ...(thinking || !takesSampling(model) ? {} : sampling(request)),
    ...(stop?.length ? { stop_sequences: [...stop] } : {}),
    // A conversation with tools goes on, and is sent again with one more turn: what was read once is then read at a tenth of the price.
    ...(tools?.length ? cached : {}),
  };
}

/** The instructions, with a mark up to which tools and instructions are kept for other conversations that begin alike. */
function instructions({ messages, schema }: CompletionRequest, schemaByWords: boolean): { system?: Body['system'] } {
  const texts = messages.flatMap((message) => (message.role === 'system' && message.content ? [message.content] : []));
  if (schema && schemaByWords) texts.push(schemaPrompt(schema));
  if (!texts.length) return {};
  const text = texts.join('\n\n');
  return { system: [{ type: 'text', text, ...(text.length >= worthCaching ? cached : {}) }] };
}

const wireTool = (tool: { name: string; description: string; inputSchema: Record<string, unknown> }) => ({
  name: tool.name,
  description: tool.description,
  input_schema: { ...tool.inputSchema, type: 'object' as const },
});

const wireChoice = (choice: NonNullable<CompletionRequest['toolChoice']>): Anthropic.ToolChoice => {
  if (typeof choice !== 'string') return { type: 'tool', name: choice.name };
  return { type: choice === 'required' ? 'any' : choice };
};

/** Models that take them refuse both at once. The SDK no longer declares them. */
const sampling = ({ temperature, topP }: CompletionRequest): object =>
  temperature !== undefined ? { temperature: Math.min(1, temperature) } : topP !== undefined ? { top_p: topP } : {};
