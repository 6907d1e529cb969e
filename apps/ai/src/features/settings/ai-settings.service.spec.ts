import { mergedWith } from './ai-settings.service.js';

describe('a change of settings', () => {
  const chosen = { routing: { defaultModel: 'a/b', leastConfidence: 0.5 }, cache: { mode: 'exact' } };

  it('keeps what it does not name', () => {
    expect(mergedWith(chosen, { routing: { defaultModel: 'c/d' } })).toEqual({
      routing: { defaultModel: 'c/d', leastConfidence: 0.5 },
      cache: { mode: 'exact' },
    });
  });

  it('puts a field, or a section, back to its default by null', () => {
    expect(mergedWith(chosen, { routing: { defaultModel: null }, cache: null })).toEqual({
      routing: { leastConfidence: 0.5 },
    });
  });
});
