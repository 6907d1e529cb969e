import { costMicros, modelNamed } from './pricing.js';
import { anthropic } from './anthropic/anthropic.def.js';
import { openai } from './openai/openai.def.js';

const tokens = (inputTokens: number, cachedInputTokens: number, outputTokens: number) => ({
  inputTokens,
  cachedInputTokens,
  outputTokens,
});

describe('costMicros', () => {
  const price = { input: 250_000, cachedInput: 25_000, output: 2_000_000 };

  it('adds input, cached input and output', () => {
    expect(costMicros(price, tokens(10_000, 4_000, 1_000))).toBe(1500 + 100 + 2000);
  });

  it('rounds a fraction up, so that nothing paid for shows as free', () => {
    expect(costMicros(price, tokens(1, 0, 0))).toBe(1);
  });

  it('prices cached tokens in full when the provider names no price for them', () => {
    expect(costMicros({ input: 1_000_000, output: 0 }, tokens(10, 10, 0))).toBe(10);
  });

  it('prices tokens that were written into the cache apart', () => {
    const written = { ...price, cacheWrite: 500_000 };
    expect(costMicros(written, { ...tokens(10_000, 4_000, 0), cacheWriteTokens: 2_000 })).toBe(1000 + 100 + 1000);
    expect(costMicros(price, { ...tokens(10_000, 0, 0), cacheWriteTokens: 2_000 })).toBe(2500);
  });

  it('prices the whole of a long call by its own rates', () => {
    const tiered = { ...price, long: { above: 200_000, input: 500_000, output: 3_000_000 } };
    expect(costMicros(tiered, tokens(200_000, 0, 1_000))).toBe(50_000 + 2_000);
    expect(costMicros(tiered, tokens(200_001, 0, 1_000))).toBe(100_001 + 3_000);
  });

  it('counts an unknown price as nothing', () => {
    expect(costMicros(null, tokens(10, 0, 10))).toBe(0);
  });
});

describe('modelNamed', () => {
  it('finds a dated snapshot under its family', () => {
    expect(modelNamed(openai, 'gpt-5-mini-2025-08-07')?.name).toBe('gpt-5-mini');
    expect(modelNamed(anthropic, 'claude-haiku-4-5-20251001')?.name).toBe('claude-haiku-4-5');
  });

  it('does not take one model for another whose name begins alike', () => {
    expect(modelNamed(openai, 'gpt-5-turbo')).toBeUndefined();
  });
});
