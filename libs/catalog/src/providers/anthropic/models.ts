import type Anthropic from '@anthropic-ai/sdk';
import type { CompletionRequest } from '../provider.js';

/** Until Opus 4.6, models take a temperature; later ones answer 400 to it. */
export const takesSampling = (model: string): boolean => /^claude-(haiku-4|sonnet-4|opus-4-[0-6](?!\d)|3)/.test(model);
/** Until 4.5, models think by a budget; later ones decide by themselves, from an effort. */
const thinksByBudget = (model: string): boolean => /^claude-(haiku-4|sonnet-4-[0-5]|opus-4-[0-5])(?!\d)/.test(model);
const budgets = { low: 2_048, medium: 8_192, high: 24_576 } as const;

interface Thinking {
  thinking?: Anthropic.ThinkingConfigParam;
  effort?: 'low' | 'medium' | 'high';
}

/** How much to think; what the model does by itself when nothing was asked. */
export function thinkingOf({ model, reasoning, messages, toolChoice }: CompletionRequest, maxTokens: number): Thinking {
  if (!reasoning) return {};
  if (!thinksByBudget(model)) return { thinking: { type: 'adaptive', display: 'summarized' }, effort: reasoning };
  const budget = Math.min(budgets[reasoning], maxTokens - 1_024);
  // Such models want the thoughts of a turn back with the results of its tools, which messages do not hold, and may not be told to call.
  const inTurn = messages.at(-1)?.role === 'tool';
  const told = toolChoice === 'required' || typeof toolChoice === 'object';
  return budget < 1_024 || inTurn || told ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}
