import type OpenAI from 'openai';
import type { AppError } from '#libs/contracts';
import { brokenOff } from '../collect.js';
import { failureOf } from '../failures.js';
import type { CompletionPart, TokenCount } from '../provider.js';

type Event = OpenAI.Responses.ResponseStreamEvent;
type Response = OpenAI.Responses.Response;

/** Events of a response → parts. @throws MODEL_UNAVAILABLE when they break off before its end */
export async function* readResponses(
  events: AsyncIterable<Event>,
  model: string,
): AsyncGenerator<CompletionPart, void, void> {
  /** Items of the output that are calls, by their place there. */
  const calls = new Map<number, number>();
  let last: CompletionPart | undefined;
  for await (const event of events) {
    if (event.type === 'response.completed' || event.type === 'response.incomplete')
      last = end(event.response, calls.size > 0);
    if (event.type === 'response.failed' || event.type === 'error') throw failed(event, model);
    const part = texts[event.type]?.(event) ?? partOfCall(event, calls);
    if (part) yield part;
  }
  // Read to its end, not left at the last event: who leaves closes the connection, which the next call wants to use.
  if (!last) throw brokenOff();
  yield last;
}

const said = (event: Event): CompletionPart => ({ type: 'text', text: (event as { delta: string }).delta });
const thought = (event: Event): CompletionPart => ({ type: 'reasoning', text: (event as { delta: string }).delta });
const texts: Partial<Record<Event['type'], (event: Event) => CompletionPart>> = {
  'response.output_text.delta': said,
  'response.refusal.delta': said,
  'response.reasoning_summary_text.delta': thought,
  'response.reasoning_text.delta': thought,
};

function partOfCall(event: Event, calls: Map<number, number>): CompletionPart | undefined {
  if (event.type === 'response.function_call_arguments.delta')
    return { type: 'tool-call', index: calls.get(event.output_index) ?? 0, arguments: event.delta };
  if (event.type !== 'response.output_item.added' || event.item.type !== 'function_call') return undefined;
  const index = calls.size;
  calls.set(event.output_index, index);
  const { call_id: id, name } = event.item;
  return { type: 'tool-call', index, id, name, arguments: '' };
}

function end(response: Response, called: boolean): CompletionPart {
  const cut = response.incomplete_details?.reason;
  const isCut = cut !== undefined || response.status === 'incomplete';
  const finish = cut === 'content_filter' ? 'filtered' : isCut ? 'length' : called ? 'tools' : 'stop';
  return { type: 'end', finish, tokens: tokensOf(response.usage) };
}

function tokensOf(usage: Response['usage']): TokenCount {
  const { cached_tokens: cached = 0, cache_write_tokens: written = 0 } = (usage?.input_tokens_details ?? {}) as {
    cached_tokens?: number;
    cache_write_tokens?: number;
  };
  const thought = (usage?.output_tokens_details as { reasoning_tokens?: number } | undefined)?.reasoning_tokens;
  return {
    inputTokens: usage?.input_tokens ?? 0,
    cachedInputTokens: cached,
    ...(written ? { cacheWriteTokens: written } : {}),
    outputTokens: usage?.output_tokens ?? 0,
    ...(thought ? { reasoningTokens: thought } : {}),
  };
}

function failed(event: Extract<Event, { type: 'response.failed' | 'error' }>, model: string): AppError {
  const error = event.type === 'error' ? event : event.response.error;
  return failureOf({ code: error?.code ?? undefined, says: error?.message, cause: event }, model);
}
