import type { Budget } from '#libs/contracts';
import type { BudgetRow, CounterRow } from './budget.entity.js';
import type { Span } from './periods.js';

const iso = (at: number) => new Date(at).toISOString();
export const unspent = { spentMicros: 0, reservedMicros: 0, raisedMicros: 0, warnedAt: null, exceededAt: null };

export function viewOf(
  budget: BudgetRow,
  span: Span,
  counter: Omit<CounterRow, 'id' | 'companyId' | 'budgetId' | 'subject' | 'periodFrom'> | undefined,
): Budget {
  const { companyId: _company, createdAt, updatedAt, ...fields } = budget;
  const { spentMicros, reservedMicros, raisedMicros, warnedAt } = counter ?? unspent;
  const isExceeded = spentMicros >= budget.limitMicros + raisedMicros;
  return {
    ...fields,
    ...{ spentMicros, reservedMicros, raisedMicros },
    periodFrom: budget.period === 'total' ? null : iso(span.from),
    resetsAt: span.to === null ? null : iso(span.to),
    state: isExceeded ? 'exceeded' : warnedAt === null ? 'ok' : 'warned',
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}
