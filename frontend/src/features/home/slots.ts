import type { RunReport } from '#libs/contracts';

/** One bar of the chart. */
export interface Slot {
  at: string;
  label: string;
  succeeded: number;
  open: number;
  failed: number;
  /** Runs at the same hour a week ago; null where nothing is to compare with. */
  usual: number | null;
}

/** Today has all its hours, those to come empty, so that the day has its usual width. */
export function slotsOf(
  items: RunReport['items'],
  usual: RunReport['items'],
  labelOf: (row: { at: string }) => string,
): Slot[] {
  const slots = items.map(({ at, succeeded, open, failed }, index) => ({
    at,
    label: labelOf({ at }),
    succeeded,
    open,
    failed,
    usual: usual[index]?.runs ?? null,
  }));
  const last = items.at(-1);
  if (!last) return slots;
  const rest = usual.slice(items.length).map(({ runs }, index) => {
    const at = new Date(Date.parse(last.at) + (index + 1) * 3_600_000).toISOString();
    return { at, label: labelOf({ at }), succeeded: 0, open: 0, failed: 0, usual: runs };
  });
  return [...slots, ...rest];
}

/** The next round number above, in three steps: 3, 6, 15, 30, 60, 150 … */
export function axisTop(most: number): number {
  for (let size = 3; ; size *= 10) for (const step of [1, 2, 5]) if (size * step >= most) return size * step;
}

/** Which slots have a label below: evenly, and at most as many. */
export function placesOf(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
