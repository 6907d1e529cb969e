import { beginOf, dayAfter, dayOf, type Day } from '../usage/days.js';
import type { BudgetRow } from './budget.entity.js';

export interface Span {
  from: number;
  /** Exclusive; null: without end. */
  to: number | null;
}

/** 1970-01-01 was a Thursday. */
const mondayOf = (day: Day): Day => dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7));
const firstOfMonth = (day: Day, ahead = 0): Day => {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
};

const bounds: Record<Exclude<BudgetRow['period'], 'total'>, (day: Day) => [Day, Day]> = {
  day: (day) => [day, dayAfter(day)],
  week: (day) => [mondayOf(day), dayAfter(mondayOf(day), 7)],
  month: (day) => [firstOfMonth(day), firstOfMonth(day, 1)],
};

/** The last answer for each kind of period in a zone: it holds for hours, and is asked at every call. */
const known = new Map<string, Span>();

/** The period that an instant falls into, by the clocks of the budget's zone. */
export function periodOf({ period, timezone }: Pick<BudgetRow, 'period' | 'timezone'>, at: number): Span {
  if (period === 'total') return { from: 0, to: null };
  const key = `${period} ${timezone}`;
  const last = known.get(key);
  if (last && last.from <= at && at < last.to!) return last;
  const [first, next] = bounds[period](dayOf(timezone, at));
  const span = { from: beginOf(timezone, first), to: beginOf(timezone, next) };
  known.set(key, span);
  return span;
}
