import type { Budget } from '#libs/contracts';

/** Too early in a period, its pace says nothing. */
const earliest = 0.05;

/** What the period will cost when it goes on as until now; null where its end is not known, or it has hardly begun. */
export function projected(
  { spentMicros, periodFrom, resetsAt }: Pick<Budget, 'spentMicros' | 'periodFrom' | 'resetsAt'>,
  now: number,
): number | null {
  if (periodFrom === null || resetsAt === null) return null;
  const begin = Date.parse(periodFrom);
  const passed = (now - begin) / (Date.parse(resetsAt) - begin);
  return passed < earliest || passed > 1 ? null : Math.round(spentMicros / passed);
}
