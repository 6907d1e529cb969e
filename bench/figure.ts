/** One measured figure. `value` is the median of the runs. */
export interface Figure {
  bench: string;
  figure: string;
  value: number;
  unit: string;
  min: number;
  max: number;
  runs: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

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
