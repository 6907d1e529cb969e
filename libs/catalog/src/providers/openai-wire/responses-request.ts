import type OpenAI from 'openai';
import type { ChatMessage } from '#libs/contracts';
import type { CompletionRequest } from '../provider.js';
import { isObjectSchema, isStrict } from '../strict-schema.js';
import { dataUrl } from './messages.js';

type Body = OpenAI.Responses.ResponseCreateParamsStreaming;
type Item = OpenAI.Responses.ResponseInputItem;

/** The API refuses fewer. */
const fewest = 16;

/** Knows no `stop` and no `seed`. @param ownSampling whether the model answers 400 to any temperature but its own */
export function responsesBody(request: CompletionRequest, ownSampling: boolean): Body {
  const { model, maxTokens, tools, toolChoice, schema, temperature, topP, reasoning } = request;
  return {
    model,
    input: request.messages.flatMap(items),
    stream: true,
    // Nothing is kept at the provider; the conversation is sent each time.
    store: false,
    ...(tools?.length ? { tools: tools.map(functionTool) } : {}),
    ...(tools?.length && toolChoice
      ? { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name } }
      : {}),
    ...(schema && isObjectSchema(schema) ? { text: { format: jsonAnswer(schema) } } : {}),
    ...(ownSampling || temperature === undefined ? {} : { temperature }),
    ...(ownSampling || topP === undefined ? {} : { top_p: topP }),
    ...(reasoning && ownSampling ? { reasoning: { effort: reasoning, summary: 'auto' } } : {}),
    ...(maxTokens === undefined ? {} : { max_output_tokens: Math.max(fewest, maxTokens) }),
  };
}

const functionTool = (tool: { name: string; description: string; inputSchema: Record<string, unknown> }) => ({
  type: 'function' as const,
  name: tool.name,
  description: tool.description,
  parameters: tool.inputSchema,
  strict: false,
});

const jsonAnswer = (schema: Record<string, unknown>) => ({
  type: 'json_schema' as const,
  name: 'answer',
  schema,
  strict: isStrict(schema),
});

function items(message: ChatMessage): Item[] {
  if (message.role === 'tool')
    return [{ type: 'function_call_output', call_id: message.toolCallId, output: message.content }];
  if (message.role === 'system') return [{ role: 'system', content: message.content }];
  if (message.role === 'user') return [{ role: 'user', content: userContent(message.content) }];
  const calls = (message.toolCalls ?? []).map((call) => ({
    type: 'function_call' as const,
    call_id: call.id,
    name: call.name,
    arguments: JSON.stringify(call.input ?? {}),
  }));
  return [...(message.content ? [{ role: 'assistant' as const, content: message.content }] : []), ...calls];
}

const userContent = (content: Extract<ChatMessage, { role: 'user' }>['content']) =>
  typeof content === 'string'
    ? content
    : content.map((part) =>
        part.type === 'text'
          ? { type: 'input_text' as const, text: part.text }
          : { type: 'input_image' as const, detail: 'auto' as const, image_url: dataUrl(part) },
      );
