import { cpuOf, figureOf, type Figure } from './figure.js';
import { toggleProfiles, type Bench } from './platform.js';
import { processorMeter } from './processor.js';

/** Of each figure; `BENCH_REPEATS` sets another number. */
export const repeats = Number(process.env['BENCH_REPEATS'] ?? 5);
/** Seconds that one repeat takes, about. */
export const seconds = 3;

/** True when `BENCH_ONLY` names no other figure. */
export const isWanted = (figure: string): boolean => figure.includes(process.env['BENCH_ONLY'] ?? '');

/** Repeats a measurement and says what it cost: `once` gives the value, and how many runs (or requests) it did. */
export async function measured(
  platform: Bench,
  { bench, figure, unit }: Pick<Figure, 'bench' | 'figure' | 'unit'>,
  once: () => Promise<{ value: number; done: number }>,
): Promise<Figure> {
  toggleProfiles(platform);
  const before = await platform.statements();
  const meter = processorMeter(platform.roles);
  const values: number[] = [];
  let done = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const one = await once();
    values.push(one.value);
    done += one.done;
  }
  const used = meter();
  const after = await platform.statements();
  toggleProfiles(platform);
  return { ...figureOf(bench, figure, unit, values), cpuMs: cpuOf(used, done), ...sqlOf(before, after, done) };
}

type Counts = Record<string, number> | undefined;

const sqlOf = (before: Counts, after: Counts, done: number): Pick<Figure, 'sql'> =>
  before && after
    ? {
        sql: Object.fromEntries(
          Object.entries(after).map(([name, count]) => [
            name,
            Math.round(((count - (before[name] ?? 0)) / done) * 100) / 100,
          ]),
        ),
      }
    : {};
