import { collect } from '../collect.js';
import { conversations } from '../conformance/conversations.js';
import { readChat } from './read-chat.js';

/** Chunks as a server writes them, cut in pieces that end anywhere. */
async function* written(chunks: readonly object[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}
const request = { model: 'm', messages: conversations.text };
const read = (...chunks: object[]) =>
  collect(readChat({ body: written(chunks) as never, headers: new Headers() }, request));
const done = (finish_reason = 'stop') => ({ choices: [{ delta: {}, finish_reason }] });

describe('chunks of servers that differ from OpenAI', () => {
  it('are counted approximately when the server does not count', async () => {
    const { tokens } = await read({ choices: [{ delta: { content: 'x'.repeat(400) } }] }, done());
    expect(tokens.outputTokens).toBe(100);
    expect(tokens.inputTokens).toBeGreaterThan(5);
  });

  it('count what was written into a cache', async () => {
    const prompt_tokens_details = { cached_tokens: 10, cache_write_tokens: 20 };
    const { tokens } = await read(done(), {
      choices: [],
      usage: { prompt_tokens: 50, completion_tokens: 1, prompt_tokens_details },
    });
    expect(tokens).toEqual({ inputTokens: 50, cachedInputTokens: 10, cacheWriteTokens: 20, outputTokens: 1 });
  });

  it('may call tools without an index, and say that they stopped', async () => {
    const call = (id: string) => ({ id, function: { name: 'lookup_order', arguments: '{}' } });
    const answer = await read({ choices: [{ delta: { tool_calls: [call('a'), call('b')] } }] }, done());
    expect(answer.toolCalls.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(answer.finish).toBe('tools');
  });

  it.each(['reasoning', 'reasoning_content'])('may name what was thought %s', async (name) => {
    const answer = await read({ choices: [{ delta: { [name]: 'because' } }] }, done());
    expect(answer).toMatchObject({ reasoning: 'because', text: '' });
  });

  it('may tell of an error in the middle', async () => {
    const told = { error: { code: 'server_error', message: 'no more' } };
    await expect(read({ choices: [{ delta: { content: 'half' } }] }, told)).rejects.toMatchObject({
      name: 'Error',
      message: 'no more',
      code: 'server_error',
    });
  });

  it('broke off when nobody said that it is done', async () => {
    await expect(read({ choices: [{ delta: { content: 'half' } }] })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
  });
});
