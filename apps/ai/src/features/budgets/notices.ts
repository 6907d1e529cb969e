import { budgetEvents } from '#libs/contracts';
import type { OutboxEntry } from '#libs/platform/events';
import { ownBudgetId } from './budget-book.js';
import type { CounterRow } from './budget.entity.js';
import type { Counted } from './counters.js';
import { limitOf } from './deciding.js';

const iso = (at: number) => new Date(at).toISOString();

const factOf = (counted: Counted, counter: CounterRow) => {
  const { budget, subject, span } = counted;
  const { id, name, scope, scopeId, action } = budget;
  return {
    ...{ budgetId: id, name, scope, scopeId, action },
    runId: scope === 'run' ? subject : null,
    spentMicros: counter.spentMicros,
    limitMicros: limitOf(counted, counter),
    resetsAt: span.to === null ? null : iso(span.to),
  };
};

type Told = 'budgetWarned' | 'budgetExceeded';
const entry = (event: Told, counted: Counted, counter: CounterRow): OutboxEntry => ({
  event: budgetEvents[event],
  companyId: counter.companyId,
  data: factOf(counted, counter),
});

/** Tells that the limit refused somebody, or is reached: once, until it is raised. Marks the counter. */
export function exceeded(counted: Counted, counter: CounterRow, at: number): OutboxEntry[] {
  if (counter.exceededAt !== null || counted.budget.id === ownBudgetId) return [];
  counter.exceededAt = at;
  // Who is told of the end needs no warning of it.
  counter.warnedAt ??= at;
  return [entry('budgetExceeded', counted, counter)];
}

/** What follows from what is spent by now. Marks the counter. */
export function noticesOf(counted: Counted, counter: CounterRow, at: number): OutboxEntry[] {
  const limit = limitOf(counted, counter);
  if (counter.spentMicros >= limit) return exceeded(counted, counter, at);
  const { warnAt, id } = counted.budget;
  if (warnAt === null || id === ownBudgetId || counter.warnedAt !== null) return [];
  if (counter.spentMicros * 100 < limit * warnAt) return [];
  counter.warnedAt = at;
  return [entry('budgetWarned', counted, counter)];
}
