/** One measured figure. `value` is the median of the runs. */
export interface Figure {
  bench: string;
  figure: string;
  value: number;
  unit: string;
  min: number;
  max: number;
  runs: number;
  /** Processor time of each role for one run (or request), ms: the service, its database, the benchmark's own client … */
  cpuMs?: Record<string, number>;
  /** SQL statements for one run, by their sort; shared ones count in part. */
  sql?: Record<string, number>;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Processor time for one of `count`, by role; roles that used next to nothing are left out. */
export function cpuOf(used: Readonly<Record<string, number>>, count: number): Record<string, number> {
  const each = Object.entries(used).map(([role, ms]) => [role, Math.round((ms / count) * 1000) / 1000] as const);
  return Object.fromEntries(each.filter(([, ms]) => ms >= 0.005));
}

/** Median, smallest and largest of several runs. */
export function figureOf(bench: string, figure: string, unit: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return {
    bench,
    figure,
    value: round(median),
    unit,
    min: round(sorted[0]!),
    max: round(sorted.at(-1)!),
    runs: sorted.length,
  };
}
