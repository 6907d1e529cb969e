import type { CounterRow } from './budget.entity.js';
import type { Counted } from './counters.js';

/** What a call is thought to cost. */
export interface Estimate {
  micros: number;
  /** The model is known to cost nothing: no budget is in its way. */
  isFree: boolean;
}

export type Verdict =
  | { kind: 'granted' }
  /** Try again with that model; the budget then lets it pass. */
  | { kind: 'degrade'; by: Counted }
  | { kind: 'refused'; by: Counted; counter: CounterRow };

export const limitOf = ({ budget }: Counted, { raisedMicros }: CounterRow): number => budget.limitMicros + raisedMicros;

/** Nothing is left, or not enough for this call beside those under way. A price that nobody knows passes until nothing is left. */
function isBeyond(counted: Counted, counter: CounterRow, { micros, isFree }: Estimate): boolean {
  if (isFree) return false;
  const limit = limitOf(counted, counter);
  return counter.spentMicros >= limit || counter.spentMicros + counter.reservedMicros + micros > limit;
}

/** What becomes of a call. `degraded`: budgets whose cheaper model it takes already. */
export function decide(
  bounds: readonly Counted[],
  counters: ReadonlyMap<string, CounterRow>,
  estimate: Estimate,
  degraded: ReadonlySet<string>,
): Verdict {
  const beyond = bounds.filter((bound) => isBeyond(bound, counters.get(bound.id)!, estimate));
  // Degrading is asked first of those that were not asked yet: what the cheaper model costs may fit the others.
  const cheaper = beyond.find(({ budget }) => budget.action === 'degrade' && !degraded.has(budget.id));
  if (cheaper) return { kind: 'degrade', by: cheaper };
  const by =
    beyond.find(({ budget }) => budget.action === 'stop') ?? beyond.find(({ budget }) => budget.action === 'ask');
  return by ? { kind: 'refused', by, counter: counters.get(by.id)! } : { kind: 'granted' };
}
