import type OpenAI from 'openai';
import { approximateCount } from '../approximate.js';
import { brokenOff } from '../collect.js';
import { EventTexts } from '../event-lines.js';
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

/**
 * A streamed chat completion → parts. One generator from the bytes on: the SDK's own reader takes each byte into its hands several times, and
 * each further generator makes promises for each chunk, which together cost more than the rest of a call.
 * @throws MODEL_UNAVAILABLE when it breaks off before the model said that it is done, APIError for an error that the provider tells of in
 *   the middle, SyntaxError for what is no JSON
 */
export async function* readChat(
  response: Pick<Response, 'body' | 'headers'>,
  request: CompletionRequest,
): AsyncGenerator<CompletionPart, void, void> {
  const texts = new EventTexts('sse');
  const answer = new ChatAnswer(request);
  try {
    for await (const bytes of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>)
      for (const text of texts.add(bytes)) for (const part of answer.add(text)) yield part;
    for (const part of answer.add(texts.end())) yield part;
    yield answer.end();
  } catch (error) {
    throw error instanceof Told ? await apiError(error, response) : error;
  }
}

/** What a provider tells of in the middle of an answer. */
class Told extends Error {
  constructor(readonly error: object) {
    super('the provider tells of an error');
  }
}

async function apiError({ error }: Told, { headers }: Pick<Response, 'headers'>): Promise<Error> {
  const { APIError } = await import('openai');
  return new APIError(undefined, error, undefined, headers);
}

/** Puts an answer together from its chunks. */
class ChatAnswer {
  private finish: string | undefined;
  private called = false;
  private letters = 0;
  private tokens: TokenCount | undefined;

  constructor(private readonly request: CompletionRequest) {}

  /** @param text JSON of a chunk. @returns what it says. @throws Told */
  add(text: string | undefined): CompletionPart[] {
    if (text === undefined) return [];
    const { choices, usage, error } = JSON.parse(text) as Chunk & { error?: object };
    if (error) throw new Told(error);
    const choice = choices?.[0];
    const parts = choice ? partsOfDelta(choice.delta ?? {}) : [];
    for (const part of parts) {
      this.called ||= part.type === 'tool-call';
      this.letters += lettersOf(part);
    }
    this.finish = choice?.finish_reason ?? this.finish;
    if (usage) this.tokens = tokensOf(usage);
    return parts;
  }

  /** @throws MODEL_UNAVAILABLE */
  end(): CompletionPart {
    const { finish, called, tokens, request, letters } = this;
    if (finish === undefined) throw brokenOff();
    // Some compatible endpoints say `stop` although they call tools, and some do not count.
    const end = called && finish === 'stop' ? 'tools' : (finishes[finish] ?? 'stop');
    return { type: 'end', finish: end, tokens: tokens ?? approximateCount(request, letters) };
  }
}

const lettersOf = (part: CompletionPart): number =>
  part.type === 'tool-call' ? part.arguments.length : part.type === 'end' ? 0 : part.text.length;

function partsOfDelta(delta: Delta): CompletionPart[] {
  const parts: CompletionPart[] = [];
  // OpenRouter and Ollama name it `reasoning`; DeepSeek, vLLM and others `reasoning_content`.
  const reasoning = delta.reasoning ?? delta.reasoning_content;
  if (reasoning) parts.push({ type: 'reasoning', text: reasoning });
  const text = delta.content ?? delta.refusal;
  if (text) parts.push({ type: 'text', text });
  for (const [at, call] of (delta.tool_calls ?? []).entries())
    parts.push({
      type: 'tool-call',
      // Some compatible endpoints leave it away; their calls come whole, in one chunk.
      index: call.index ?? at,
      ...(call.id ? { id: call.id } : {}),
      ...(call.function?.name ? { name: call.function.name } : {}),
      arguments: call.function?.arguments ?? '',
    });
  return parts;
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
