import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What model calls may cost. */
export const budgetColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  scope: column.key<'company' | 'workflow' | 'agent' | 'run'>(16),
  scopeId: column.id().nullable(),
  period: column.key<'day' | 'week' | 'month' | 'total'>(16),
  timezone: column.key(100),
  limitMicros: column.money(),
  /** Percent. */
  warnAt: column.int().nullable(),
  action: column.key<'warn' | 'degrade' | 'ask' | 'stop'>(16),
  degradeTo: column.text(200).nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type BudgetRow = RowOf<typeof budgetColumns>;
export const budgetEntity = defineEntity('ai_budgets', budgetColumns, {
  audit: { noun: 'budget', label: 'name', quiet: ['updatedAt'] },
});

/** What is spent of a budget in one period, or by one run, and what calls under way may come to. */
export const counterColumns = {
  /** Budget, subject and begin of the period. */
  id: column.key(),
  companyId: column.id(),
  budgetId: column.id(),
  /** The run that is bounded; `all` where they share. */
  subject: column.id(),
  periodFrom: column.millis(),
  spentMicros: column.money(),
  reservedMicros: column.money(),
  raisedMicros: column.money(),
  /** Told once a period. */
  warnedAt: column.millis().nullable(),
  exceededAt: column.millis().nullable(),
};
export type CounterRow = RowOf<typeof counterColumns>;
export const counterEntity = defineEntity('ai_budget_counters', counterColumns, {
  audit: { none: 'sums of what was spent' },
});

/** An estimate that a call under way holds. Left behind by a process that died, it ends by itself. */
export const reservationColumns = {
  id: column.key(64),
  companyId: column.id(),
  counters: column.json<string[]>(),
  micros: column.money(),
  expiresAt: column.millis(),
};
export type ReservationRow = RowOf<typeof reservationColumns>;

/** Who raised a limit, by how much. The id is the key under which it was asked for: it counts once. */
export const raiseColumns = {
  id: column.key(),
  companyId: column.id(),
  counterId: column.key(),
  micros: column.money(),
  userId: column.id().nullable(),
  at: column.millis(),
};
