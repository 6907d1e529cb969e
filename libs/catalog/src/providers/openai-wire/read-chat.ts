import type OpenAI from 'openai';
import { approximateCount } from '../approximate.js';
import { brokenOff } from '../collect.js';
import type { CompletionPart, CompletionRequest, Finish, TokenCount } from '../provider.js';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Delta = Chunk['choices'][number]['delta'] & { reasoning?: string | null; reasoning_content?: string | null };

const finishes: Record<string, Finish> = {
  stop: 'stop',
  tool_calls: 'tools',
  function_call: 'tools',
  length: 'length',
  content_filter: 'filtered',
};

/** Chunks of a chat completion → parts. @throws MODEL_UNAVAILABLE when they break off before the model said that it is done */
export async function* readChat(
  chunks: AsyncIterable<Chunk>,
  request: CompletionRequest,
): AsyncGenerator<CompletionPart, void, void> {
  let finish: string | undefined;
  let called = false;
  let letters = 0;
  let tokens: TokenCount | undefined;
  for await (const chunk of chunks) {
    const choice = chunk.choices?.[0];
    for (const part of choice ? partsOfDelta(choice.delta ?? {}) : []) {
      called ||= part.type === 'tool-call';
      letters += lettersOf(part);
      yield part;
    }
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) tokens = tokensOf(chunk.usage);
  }
  if (finish === undefined) throw brokenOff();
  // Some compatible endpoints say `stop` although they call tools, and some do not count.
  const end = called && finish === 'stop' ? 'tools' : (finishes[finish] ?? 'stop');
  yield { type: 'end', finish: end, tokens: tokens ?? approximateCount(request, letters) };
}

const lettersOf = (part: CompletionPart): number =>
  part.type === 'tool-call' ? part.arguments.length : part.type === 'end' ? 0 : part.text.length;

function* partsOfDelta(delta: Delta): Generator<CompletionPart> {
  // OpenRouter and Ollama name it `reasoning`; DeepSeek, vLLM and others `reasoning_content`.
  const reasoning = delta.reasoning ?? delta.reasoning_content;
  if (reasoning) yield { type: 'reasoning', text: reasoning };
  const text = delta.content ?? delta.refusal;
  if (text) yield { type: 'text', text };
  for (const [at, call] of (delta.tool_calls ?? []).entries())
    yield {
      type: 'tool-call',
      // Some compatible endpoints leave it away; their calls come whole, in one chunk.
      index: call.index ?? at,
      ...(call.id ? { id: call.id } : {}),
      ...(call.function?.name ? { name: call.function.name } : {}),
      arguments: call.function?.arguments ?? '',
    };
}

function tokensOf(usage: OpenAI.CompletionUsage): TokenCount {
  // OpenAI and OpenRouter count what was written into the cache since they charge for it.
  const details = (usage.prompt_tokens_details ?? {}) as { cached_tokens?: number; cache_write_tokens?: number };
  const thought = usage.completion_tokens_details?.reasoning_tokens;
  return {
    inputTokens: usage.prompt_tokens,
    cachedInputTokens: details.cached_tokens ?? 0,
    ...(details.cache_write_tokens ? { cacheWriteTokens: details.cache_write_tokens } : {}),
    outputTokens: usage.completion_tokens,
    ...(thought ? { reasoningTokens: thought } : {}),
  };
}
