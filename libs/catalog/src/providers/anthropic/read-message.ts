import type Anthropic from '@anthropic-ai/sdk';
import { brokenOff } from '../collect.js';
import type { CompletionPart, Finish, TokenCount } from '../provider.js';

type Event = Anthropic.RawMessageStreamEvent;

const finishes: Record<string, Finish> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tools',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'filtered',
};

/** Events of a message → parts. @throws MODEL_UNAVAILABLE when they break off before its end */
export async function* readMessage(events: AsyncIterable<Event>): AsyncGenerator<CompletionPart, void, void> {
  /** Blocks that are calls, by their place in the message. */
  const calls = new Map<number, number>();
  let usage: Partial<Anthropic.Usage> = {};
  let finish: string | null = null;
  let stopped = false;
  for await (const event of events) {
    if (event.type === 'message_start') usage = { ...event.message.usage };
    else if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
      const index = calls.size;
      calls.set(event.index, index);
      yield { type: 'tool-call', index, id: event.content_block.id, name: event.content_block.name, arguments: '' };
    } else if (event.type === 'content_block_delta') yield* partOf(event, calls);
    else if (event.type === 'message_delta') {
      finish = event.delta.stop_reason ?? finish;
      // Counts of the start are repeated, or left away.
      for (const [name, count] of Object.entries(event.usage))
        if (count !== null) Object.assign(usage, { [name]: count });
    } else if (event.type === 'message_stop') stopped = true;
  }
  // Read to its end, not left at the stop: who leaves closes the connection, which the next call wants to use.
  if (!stopped || finish === null) throw brokenOff();
  yield { type: 'end', finish: finishes[finish] ?? 'stop', tokens: tokensOf(usage) };
}

function* partOf(
  { delta, index }: Anthropic.RawContentBlockDeltaEvent,
  calls: Map<number, number>,
): Generator<CompletionPart> {
  if (delta.type === 'text_delta') yield { type: 'text', text: delta.text };
  else if (delta.type === 'thinking_delta') yield { type: 'reasoning', text: delta.thinking };
  else if (delta.type === 'input_json_delta' && calls.has(index))
    yield { type: 'tool-call', index: calls.get(index)!, arguments: delta.partial_json };
}

/** The API counts what was read from its cache, and written into it, apart from the other input. */
function tokensOf(usage: Partial<Anthropic.Usage>): TokenCount {
  const cachedInputTokens = usage.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: (usage.input_tokens ?? 0) + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    ...(cacheWriteTokens ? { cacheWriteTokens } : {}),
    outputTokens: usage.output_tokens ?? 0,
  };
}
