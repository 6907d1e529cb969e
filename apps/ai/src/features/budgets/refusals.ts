import { AppError } from '#libs/contracts';
import type { CounterRow } from './budget.entity.js';
import type { Counted } from './counters.js';
import { limitOf, type Estimate } from './deciding.js';

/** `$0.0125`: as many digits as a person needs to see that something is left. */
export const dollars = (micros: number): string => {
  const digits = micros === 0 || micros >= 1_000_000 ? 2 : micros >= 10_000 ? 4 : 6;
  return `$${(micros / 1_000_000).toFixed(digits)}`;
};

const clock = (at: number, zone: string) =>
  `${new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long', timeStyle: 'short' }).format(at)} (${zone})`;

const periods = { day: 'a day', week: 'a week', month: 'a month', total: 'in total' } as const;

/** Which budget is in the way of a call, how it stands, and when it begins anew. */
export function refusal(counted: Counted, counter: CounterRow, estimate: Estimate): AppError {
  const { budget, subject, span } = counted;
  const limit = limitOf(counted, counter);
  const used = `${dollars(counter.spentMicros)} are spent and ${dollars(counter.reservedMicros)} are held for calls under way`;
  const anew = span.to === null ? '' : ` It begins anew on ${clock(span.to, budget.timezone)}.`;
  const which = budget.scope === 'run' ? 'a run' : periods[budget.period];
  // A run shows this sentence alone, so it says what to do.
  const way =
    budget.action === 'ask'
      ? ` An administrator can raise it (POST /ai/budgets/${budget.id}/raises); then try again.`
      : '';
  const detail = `The budget "${budget.name}" (${dollars(limit)} ${which}) does not cover this call (about ${dollars(estimate.micros)}): ${used}.${anew}${way}`;
  return new AppError(budget.action === 'ask' ? 'BUDGET_APPROVAL_NEEDED' : 'BUDGET_EXCEEDED', {
    detail,
    budgetId: budget.id,
    budgetName: budget.name,
    ...(budget.scope === 'run' ? { runId: subject } : {}),
    limitMicros: limit,
    spentMicros: counter.spentMicros,
    neededMicros: estimate.micros,
    resetsAt: span.to === null ? null : new Date(span.to).toISOString(),
  });
}
