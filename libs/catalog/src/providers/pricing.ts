import type { ModelDef, Price, ProviderDef, TokenCount } from './provider.js';

/**
 * The listed model for a name, also for a dated snapshot of it (`gpt-5-mini-2025-08-07` is `gpt-5-mini`,
 * `claude-haiku-4-5-20251001` is `claude-haiku-4-5`).
 * Undefined for a name that the provider does not list.
 */
export function modelNamed(def: ProviderDef, name: string): ModelDef | undefined {
  const undated = name.replace(/-\d{4}-?\d{2}-?\d{2}$/, '');
  return def.models.find((model) => model.name === name) ?? def.models.find((model) => model.name === undated);
}

/** Micro-dollars, rounded up: a call that cost something never shows as free. Unknown prices count as 0. */
export function costMicros(price: Price | null | undefined, tokens: TokenCount): number {
  if (!price) return 0;
  const { long } = price;
  const rates = long && tokens.inputTokens > long.above ? long : price;
  const cached = Math.min(tokens.cachedInputTokens, tokens.inputTokens);
  const written = Math.min(tokens.cacheWriteTokens ?? 0, tokens.inputTokens - cached);
  const millionths =
    (tokens.inputTokens - cached - written) * rates.input +
    cached * (rates.cachedInput ?? rates.input) +
    written * (rates.cacheWrite ?? rates.input) +
    tokens.outputTokens * rates.output;
  return Math.ceil(millionths / 1_000_000);
}
