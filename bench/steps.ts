import { setTimeout as sleep } from 'node:timers/promises';
import { BenchCompany, rowOf } from './bench-company.js';
import type { Figure } from './figure.js';
import { repeatedly, type Load } from './load.js';
import { isWanted, measured, seconds } from './measured.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

interface Shape {
  figure: string;
  /** Steps of one run. */
  steps: number;
  /** Runs at a time. */
  concurrency: number;
  /** Kind of the steps: `bench.noop` is idempotent, each in a commit; `data.set` is pure. */
  kind: 'bench.noop' | 'data.set';
  /** One request for each run, or one for many. */
  by: 'request' | 'bulk';
}

const shapes: Shape[] = [
  { figure: 'steps_10_c1', steps: 10, concurrency: 1, kind: 'bench.noop', by: 'request' },
  { figure: 'steps_10_c50', steps: 10, concurrency: 50, kind: 'bench.noop', by: 'bulk' },
  { figure: 'steps_10_c50_rest', steps: 10, concurrency: 50, kind: 'bench.noop', by: 'request' },
  { figure: 'steps_40_c1', steps: 40, concurrency: 1, kind: 'bench.noop', by: 'request' },
  { figure: 'steps_40_c50', steps: 40, concurrency: 50, kind: 'bench.noop', by: 'bulk' },
  { figure: 'steps_40_c50_rest', steps: 40, concurrency: 50, kind: 'bench.noop', by: 'request' },
  { figure: 'pure_40_c50', steps: 40, concurrency: 50, kind: 'data.set', by: 'bulk' },
  { figure: 'pure_40_c50_rest', steps: 40, concurrency: 50, kind: 'data.set', by: 'request' },
];

const configOf = (kind: Shape['kind'], index: number): Record<string, unknown> =>
  kind === 'bench.noop' ? {} : { values: { n: index === 0 ? 1 : `{{ steps.step${index}.output.n + 1 }}` } };

/** Steps a second through the API, so many runs at a time. */
export async function benchSteps(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode, { noop: true });
  try {
    const company = await BenchCompany.create(platform);
    const figures: Figure[] = [];
    for (const shape of shapes) if (isWanted(shape.figure)) figures.push(await measure(platform, company, shape));
    return figures;
  } finally {
    await platform.stop();
  }
}

async function measure(platform: Bench, company: BenchCompany, shape: Shape): Promise<Figure> {
  const { figure, steps, concurrency, kind, by } = shape;
  const id = await company.publish(
    figure,
    rowOf(steps, kind, (index) => configOf(kind, index)),
  );
  if (by === 'bulk') await company.limit(id, concurrency);
  const load = await company.load(by === 'bulk' ? 2 : concurrency);
  const some = (forSeconds: number) =>
    by === 'bulk' ? bulk(load, id) : repeatedly(concurrency, forSeconds, () => runOnce(load, id));
  try {
    await some(1);
    return await measured(platform, { bench: 'steps', figure, unit: 'steps/s' }, async () => {
      const { done, ms } = await some(seconds);
      return { value: (done * steps * 1000) / ms, done };
    });
  } finally {
    await load.close();
  }
}

async function runOnce(load: Load, workflowId: string): Promise<number> {
  const answer = await load.send({ method: 'POST', path: `/api/v1/workflows/${workflowId}/runs?wait=30`, body: '{}' });
  if (!answer.includes('"status":"succeeded"')) throw new Error(`A run did not succeed: ${answer}`);
  return 1;
}

/** Runs of one bulk start, and how many of those. */
const batch = 1000;
const batches = 3;
const lookEveryMs = 50;

/** Starts thousands of runs and waits until the last is over. */
async function bulk(load: Load, workflowId: string): Promise<{ done: number; ms: number }> {
  const body = JSON.stringify({ inputs: Array<object>(batch).fill({}) });
  const began = performance.now();
  for (let each = 0; each < batches; each++)
    await load.send({ method: 'POST', path: `/api/v1/workflows/${workflowId}/runs/bulk`, body }, 202);
  for (const status of ['queued', 'running']) {
    const path = `/api/v1/runs?limit=1&status=${status}&workflowId=${workflowId}`;
    while (!(await load.send({ method: 'GET', path })).includes('"items":[]')) await sleep(lookEveryMs);
  }
  const ms = performance.now() - began;
  const failed = await load.send({
    method: 'GET',
    path: `/api/v1/runs?limit=1&status=failed&workflowId=${workflowId}`,
  });
  if (!failed.includes('"items":[]')) throw new Error(`A run failed: ${failed}`);
  return { done: batch * batches, ms };
}
