import { collect } from './collect.js';
import type { CompletionPart } from './provider.js';
import { stopping } from './stopping.js';

const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 9 };
async function* saying(...texts: string[]): AsyncGenerator<CompletionPart> {
  for (const text of texts) yield await Promise.resolve({ type: 'text' as const, text });
  yield { type: 'end', finish: 'length', tokens };
}

describe('stopping', () => {
  it('ends before a sequence that comes in pieces, and still counts all', async () => {
    const answer = await collect(stopping(saying('one E', 'N', 'D two', ' three'), ['END']));
    expect(answer).toMatchObject({ text: 'one ', finish: 'stop', tokens });
  });

  it('gives back what only looked like its beginning', async () => {
    const answer = await collect(stopping(saying('one E', 'N', 'E two EN'), ['END']));
    expect(answer).toMatchObject({ text: 'one ENE two EN', finish: 'length' });
  });

  it('ends at whichever sequence comes first', async () => {
    expect((await collect(stopping(saying('a # b | c'), ['|', '#']))).text).toBe('a ');
  });
});
