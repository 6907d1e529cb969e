import { BenchCompany, rowOf } from './bench-company.js';
import type { Figure } from './figure.js';
import { figureOf } from './figure.js';
import { repeatedly } from './load.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

/** Runs in all; `BENCH_RUNS` sets another number. */
const runs = Number(process.env['BENCH_RUNS'] ?? 100_000);
const samples = 10;
const batch = 1000;

interface Sample {
  rss: number;
  heap: number;
}

/**
 * Memory of the process that carries out runs, MiB, over very many of them: the largest sample of the second half over that of the
 * first (1 is flat), and the last sample itself.
 */
export async function benchMemory(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode, { noop: true });
  try {
    const company = await BenchCompany.create(platform);
    const id = await company.publish(
      'memory',
      rowOf(3, 'bench.noop', () => ({})),
    );
    const body = JSON.stringify({ inputs: Array<object>(batch).fill({ text: 'x'.repeat(200) }) });
    const seen: Sample[] = [];
    for (let sample = 0; sample < samples; sample++) {
      const load = await company.load(2);
      for (let done = 0; done < runs / samples; done += batch) {
        await load.send({ method: 'POST', path: `/api/v1/workflows/${id}/runs/bulk`, body }, 202);
        const path = `/api/v1/runs?limit=1&status=queued&workflowId=${id}`;
        while (!(await load.send({ method: 'GET', path })).includes('"items":[]'));
      }
      // Half of the life of a process is answering: some runs are waited for.
      const waited = { method: 'POST', path: `/api/v1/workflows/${id}/runs?wait=30`, body: '{}' } as const;
      await repeatedly(10, 0.5, async () => (await load.send(waited)).length);
      await load.close();
      seen.push(await sampleOf(platform));
      console.error(`${Math.round(((sample + 1) * runs) / samples)} runs: ${JSON.stringify(seen.at(-1))}`);
    }
    const figure = (name: string, unit: string, values: number[]) => figureOf('memory', name, unit, values);
    return [
      figure('memory_heap', 'MiB', [seen.at(-1)!.heap]),
      figure('memory_rss', 'MiB', [seen.at(-1)!.rss]),
      figure('memory_heap_growth', 'ratio', [growth(seen.map(({ heap }) => heap))]),
      figure('memory_rss_growth', 'ratio', [growth(seen.map(({ rss }) => rss))]),
    ];
  } finally {
    await platform.stop();
  }
}

/** The first sample is left out: caches fill. */
function growth([, ...rest]: readonly number[]): number {
  const half = Math.ceil(rest.length / 2);
  return Math.max(...rest.slice(half)) / Math.max(...rest.slice(0, half));
}

/** Of the processes that work on runs together, by their own metrics. */
async function sampleOf({ workers }: Bench): Promise<Sample> {
  const texts = await Promise.all(workers.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const sum = (name: string) =>
    texts.reduce((total, text) => total + Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0), 0);
  return { rss: sum('process_resident_memory_bytes') / 2 ** 20, heap: sum('nodejs_heap_size_used_bytes') / 2 ** 20 };
}
