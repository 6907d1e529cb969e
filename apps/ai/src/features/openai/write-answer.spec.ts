import { writeAnswer, writeChunks } from './write-answer.js';
import type { AnswerPart } from '../calls/stage.js';

const usage = { inputTokens: 3, outputTokens: 2, costMicros: 0, model: 'openai/gpt-5-mini', provider: 'openai', ms: 1 };

async function* said(...parts: AnswerPart[]) {
  yield* parts;
}

const read = async (withUsage: boolean, ...parts: AnswerPart[]) => {
  let text = '';
  for await (const event of writeChunks({ id: 'c-1', model: 'small-first', withUsage }, said(...parts))) text += event;
  const events = text.split('\n\n').filter(Boolean);
  expect(events.pop()).toBe('data: [DONE]');
  return events.map((event) => JSON.parse(event.slice('data: '.length)) as Record<string, unknown>);
};

describe('OpenAI’s shape', () => {
  it('of a whole answer', () => {
    const toolCalls = [{ id: 'call_1', name: 'look', input: { at: 1 } }];
    const answer = JSON.parse(writeAnswer('c-1', { text: '', toolCalls, finish: 'tools', usage })) as unknown;
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'openai/gpt-5-mini',
      choices: [
        {
          message: {
            content: null,
            tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    });
  });

  it('of an answer in pieces', async () => {
    const chunks = await read(
      true,
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a"b' },
      { type: 'tool-call', index: 0, id: 'call_1', name: 'look', arguments: '' },
      { type: 'tool-call', index: 0, arguments: '{}' },
      { type: 'end', finish: 'length', usage },
    );
    const deltas = chunks.map(({ choices }) => (choices as { delta: unknown }[])[0]?.delta);
    expect(deltas).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'hm' },
      { content: 'a"b' },
      { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'look', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      {},
      undefined,
    ]);
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: null });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 5 } });
  });

  it('tells the usage to those who ask for it', async () => {
    const chunks = await read(false, { type: 'end', finish: 'stop', usage });
    expect(chunks).toHaveLength(2);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });
});
