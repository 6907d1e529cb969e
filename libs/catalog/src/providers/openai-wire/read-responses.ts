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
  for await (const event of events) {
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        yield { type: 'text', text: event.delta };
        break;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        yield { type: 'reasoning', text: event.delta };
        break;
      case 'response.output_item.added': {
        if (event.item.type !== 'function_call') break;
        const index = calls.size;
        calls.set(event.output_index, index);
        const { call_id: id, name } = event.item;
        yield { type: 'tool-call', index, id, name, arguments: '' };
        break;
      }
      case 'response.function_call_arguments.delta':
        yield { type: 'tool-call', index: calls.get(event.output_index) ?? 0, arguments: event.delta };
        break;
      case 'response.completed':
      case 'response.incomplete':
        return yield end(event.response, calls.size > 0);
      case 'response.failed':
      case 'error':
        throw failed(event, model);
    }
  }
  throw brokenOff();
}

function end(response: Response, called: boolean): CompletionPart {
  const cut = response.incomplete_details?.reason;
  const finish = cut === 'content_filter' ? 'filtered' : cut ? 'length' : called ? 'tools' : 'stop';
  return { type: 'end', finish, tokens: tokensOf(response.usage) };
}

function tokensOf(usage: Response['usage']): TokenCount {
  const { cached_tokens: cached = 0, cache_write_tokens: written = 0 } = (usage?.input_tokens_details ?? {}) as {
    cached_tokens?: number;
    cache_write_tokens?: number;
  };
  return {
    inputTokens: usage?.input_tokens ?? 0,
    cachedInputTokens: cached,
    ...(written ? { cacheWriteTokens: written } : {}),
    outputTokens: usage?.output_tokens ?? 0,
  };
}

function failed(event: Extract<Event, { type: 'response.failed' | 'error' }>, model: string): AppError {
  const error = event.type === 'error' ? event : event.response.error;
  return failureOf({ code: error?.code ?? undefined, says: error?.message, cause: event }, model);
}
