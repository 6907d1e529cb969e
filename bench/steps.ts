import { BenchCompany, rowOf } from './bench-company.js';
import { cpuOf, figureOf, type Figure } from './figure.js';
import { repeatedly, type Load } from './load.js';
import { startPlatform, toggleProfiles, type Bench, type Mode } from './platform.js';
import { processorMeter } from './processor.js';

const repeats = Number(process.env['BENCH_REPEATS'] ?? 5);
/** Seconds that one repeat takes, about. */
const seconds = 3;

interface Shape {
  figure: string;
  /** Steps of one run. */
  steps: number;
  concurrency: number;
  /** Kind of the steps: `bench.noop` is idempotent, each in a commit; `data.set` is pure. */
  kind: 'bench.noop' | 'data.set';
}

const shapes: Shape[] = [
  { figure: 'steps_10_c1', steps: 10, concurrency: 1, kind: 'bench.noop' },
  { figure: 'steps_10_c50', steps: 10, concurrency: 50, kind: 'bench.noop' },
  { figure: 'steps_40_c1', steps: 40, concurrency: 1, kind: 'bench.noop' },
  { figure: 'steps_40_c50', steps: 40, concurrency: 50, kind: 'bench.noop' },
  { figure: 'pure_40_c50', steps: 40, concurrency: 50, kind: 'data.set' },
];

const configOf = (kind: Shape['kind'], index: number): Record<string, unknown> =>
  kind === 'bench.noop' ? {} : { values: { n: index === 0 ? 1 : `{{ steps.step${index}.output.n + 1 }}` } };

/** Steps a second through the API: a run is started, and its end awaited. */
export async function benchSteps(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode, { noop: true });
  try {
    const company = await BenchCompany.create(platform);
    const figures: Figure[] = [];
    for (const shape of shapes.filter(({ figure }) => figure.includes(process.env['BENCH_ONLY'] ?? '')))
      figures.push(await measure(platform, company, shape));
    return figures;
  } finally {
    await platform.stop();
  }
}

async function measure(platform: Bench, company: BenchCompany, shape: Shape): Promise<Figure> {
  const { figure, steps, concurrency, kind } = shape;
  const id = await company.publish(
    figure,
    rowOf(steps, kind, (index) => configOf(kind, index)),
  );
  const load = await company.load(concurrency);
  try {
    await repeatedly(concurrency, 1, () => runOnce(load, id));
    toggleProfiles(platform);
    const before = await platform.statements();
    const meter = processorMeter(platform.roles);
    const rates: number[] = [];
    let runs = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { done, ms } = await repeatedly(concurrency, seconds, () => runOnce(load, id));
      rates.push((done * steps * 1000) / ms);
      runs += done;
    }
    const used = meter();
    const after = await platform.statements();
    toggleProfiles(platform);
    return { ...figureOf('steps', figure, 'steps/s', rates), cpuMs: cpuOf(used, runs), ...sqlOf(before, after, runs) };
  } finally {
    await load.close();
  }
}

const sqlOf = (before: Record<string, number> | undefined, after: Record<string, number> | undefined, runs: number) =>
  before && after
    ? {
        sql: Object.fromEntries(
          Object.entries(after).map(([name, count]) => [
            name,
            Math.round(((count - (before[name] ?? 0)) / runs) * 100) / 100,
          ]),
        ),
      }
    : {};

async function runOnce(load: Load, workflowId: string): Promise<number> {
  const answer = await load.send({ method: 'POST', path: `/api/v1/workflows/${workflowId}/runs?wait=30`, body: '{}' });
  if (!answer.includes('"status":"succeeded"')) throw new Error(`A run did not succeed: ${answer}`);
  return 1;
}
