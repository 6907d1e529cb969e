import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, type Figure } from './figure.js';
import { startPlatform, type Mode } from './platform.js';

const repeats = 5;
/** Idle long enough for what a start leaves behind to be collected. */
const idleMs = 10_000;

/** Seconds from start to ready, with an empty data folder: migrations included. Distributed: all services, MariaDB, Redis and Nginx. */
export async function benchColdStart(mode: Mode): Promise<Figure[]> {
  const values: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const began = performance.now();
    const platform = await startPlatform(mode);
    values.push((performance.now() - began) / 1000);
    await platform.stop();
  }
  return [figureOf('cold_start', 'cold_start', 's', values)];
}

/** Resident memory of the platform's Node processes, all together, after ten idle seconds. */
export async function benchRssIdle(mode: Mode): Promise<Figure[]> {
  const platform = await startPlatform(mode);
  try {
    await sleep(idleMs);
    const values: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      values.push(platform.pids.map(residentMiB).reduce((sum, each) => sum + each, 0));
      await sleep(1000);
    }
    return [figureOf('rss_idle', 'rss_idle', 'MiB', values)];
  } finally {
    await platform.stop();
  }
}

/** VmRSS of /proc, see proc(5). */
function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}
