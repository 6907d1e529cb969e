import type Anthropic from '@anthropic-ai/sdk';
import { collect } from '../collect.js';
import { complaint, conversations, lookupOrder } from '../conformance/conversations.js';
import { costMicros, modelNamed } from '../pricing.js';
import { anthropic } from './anthropic.def.js';
import { readMessage } from './read-message.js';
import { messageBody } from './request.js';

type Event = Anthropic.RawMessageStreamEvent;
async function* events(...each: object[]): AsyncGenerator<Event> {
  for (const event of each) yield await Promise.resolve(event as Event);
}

describe('a message of Anthropic', () => {
  it('counts what the cache gave and took as input of its own price', async () => {
    const { tokens } = await collect(
      readMessage(
        events(
          {
            type: 'message_start',
            message: { usage: { input_tokens: 100, cache_read_input_tokens: 4000, cache_creation_input_tokens: 900 } },
          },
          {
            type: 'message_delta',
            delta: { stop_reason: 'end_turn' },
            usage: { input_tokens: null, output_tokens: 50 },
          },
          { type: 'message_stop' },
        ),
      ),
    );
    expect(tokens).toEqual({ inputTokens: 5000, cachedInputTokens: 4000, cacheWriteTokens: 900, outputTokens: 50 });
    // 100 × 2 + 4000 × 0.1 + 900 × 2.5 + 50 × 10 dollars a million
    expect(costMicros(modelNamed(anthropic, 'claude-sonnet-5-5')?.price, tokens)).toBe(200 + 400 + 2250 + 500);
  });

  it('marks what other calls begin with, and conversations that go on', () => {
    const long = 'You help customers of a shop. '.repeat(200);
    const body = messageBody({
      model: 'claude-sonnet-5-5',
      messages: [{ role: 'system', content: long }, ...conversations.result],
      tools: [lookupOrder],
    });
    expect(body.system).toMatchObject([{ type: 'text', cache_control: { type: 'ephemeral' } }]);
    expect(body.cache_control).toEqual({ type: 'ephemeral' });
    const short = messageBody({ model: 'claude-sonnet-5-5', messages: conversations.text });
    expect(JSON.stringify(short)).not.toContain('cache_control');
  });

  it('sends no temperature to models that refuse it, and never both', () => {
    const sampled = { messages: conversations.text, temperature: 1.4, topP: 0.5 };
    expect(messageBody({ model: 'claude-sonnet-5-5', ...sampled })).not.toHaveProperty('temperature');
    const older = messageBody({ model: 'claude-haiku-4-5', ...sampled });
    expect(older).toMatchObject({ temperature: 1 });
    expect(older).not.toHaveProperty('top_p');
  });

  it('lets newer models think by an effort, and older ones by a budget below the limit', () => {
    const thinking = { messages: conversations.text, reasoning: 'high' as const };
    expect(messageBody({ model: 'claude-opus-5-5', ...thinking })).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high' },
    });
    expect(messageBody({ model: 'claude-haiku-4-5', maxTokens: 4096, ...thinking })).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 3072 },
    });
    expect(messageBody({ model: 'claude-haiku-4-5', maxTokens: 1500, ...thinking })).not.toHaveProperty('thinking');
  });

  it('asks by words for a schema that it cannot be held to', () => {
    const open = { type: 'object', properties: { note: { type: 'string', minLength: 3 } } };
    const body = messageBody({ model: 'claude-opus-5-5', messages: conversations.text, schema: open });
    expect(JSON.stringify(body.system)).toContain('minLength');
    expect(body).not.toHaveProperty('output_config');
    const held = messageBody({ model: 'claude-opus-5-5', messages: conversations.text, schema: complaint });
    expect(held.output_config?.format?.schema).toEqual(complaint);
  });

  it('puts results of parallel calls into one turn', () => {
    const result = { role: 'tool' as const, content: '{}' };
    const { messages } = messageBody({
      model: 'claude-opus-5-5',
      messages: [...conversations.result, { ...result, toolCallId: 'call_2' }],
    });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[2]?.content).toHaveLength(2);
  });
});
