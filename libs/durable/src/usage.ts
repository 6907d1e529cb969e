import type { StepMeta } from './decider.port.js';

export interface UsageTotal {
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

/** Tokens and money of steps together, those that failed included: `usageOf(reading.metas())`. */
export function usageOf(metas: Iterable<StepMeta>): UsageTotal {
  const total = { inputTokens: 0, outputTokens: 0, costMicros: 0 };
  for (const { usage } of metas) {
    total.inputTokens += usage?.inputTokens ?? 0;
    total.outputTokens += usage?.outputTokens ?? 0;
    total.costMicros += usage?.costMicros ?? 0;
  }
  return total;
}
