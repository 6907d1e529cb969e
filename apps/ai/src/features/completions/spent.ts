import type { AiUsage } from '#libs/contracts';

/** What several calls for one ask used together; the last one names who answered. */
export function sumOf(spent: readonly AiUsage[]): AiUsage {
  const total = (figure: 'inputTokens' | 'outputTokens' | 'costMicros' | 'ms') =>
    spent.reduce((sum, usage) => sum + usage[figure], 0);
  return {
    ...spent.at(-1)!,
    inputTokens: total('inputTokens'),
    outputTokens: total('outputTokens'),
    costMicros: total('costMicros'),
    ms: total('ms'),
  };
}
