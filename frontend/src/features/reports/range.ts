/** How many days a report looks back; 1 is today. */
export type Days = 1 | 7 | 30 | 90;

export const ranges: readonly Days[] = [1, 7, 30, 90];

interface Range {
  /** RFC 3339: begin of the first day in the reader's zone. */
  from: string;
  by: 'hour' | 'day';
  timezone: string;
}

/** Whole days of the reader's zone, today included. */
export function rangeOf(days: Days, now: number): Range {
  const begin = new Date(now);
  begin.setHours(0, 0, 0, 0);
  begin.setDate(begin.getDate() - (days - 1));
  return {
    from: begin.toISOString(),
    by: days === 1 ? 'hour' : 'day',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** The same hours a week ago: what today is fairly compared with. */
export function weekBefore({ from }: Pick<Range, 'from'>, now: number): { from: string; to: string } {
  const shifted = (at: number) => {
    const date = new Date(at);
    date.setDate(date.getDate() - 7);
    return date.toISOString();
  };
  return { from: shifted(Date.parse(from)), to: shifted(now) };
}

/** How much more or less than before, as a share; null when there is nothing to compare with. */
export const changeOf = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : (now - before) / before;
