import { setTimeout as sleep } from 'node:timers/promises';
import { getRun, type Run } from '#libs/contracts';
import type { ApiClient } from '#libs/client';

const over = new Set<Run['status']>(['succeeded', 'failed', 'cancelled']);

/** Asks how the run stands until it is over. Steps are counted in all scopes that have been opened. */
export async function watchRun(api: ApiClient, id: string, onProgress: (run: Run) => void): Promise<Run> {
  for (;;) {
    const run = await api.call(getRun, { params: { id } });
    onProgress(run);
    if (over.has(run.status)) return run;
    await sleep(250);
  }
}

/** `324 of 487 steps, 2 waiting for people` */
export function progressText({ stepCounts, status }: Run): string {
  const count = (...statuses: (keyof typeof stepCounts)[]) =>
    statuses.reduce((sum, name) => sum + (stepCounts[name] ?? 0), 0);
  const done = count('succeeded', 'failed', 'skipped', 'cancelled');
  const waiting = count('waiting');
  return [
    `${status}: ${done} of ${done + count('pending', 'running', 'waiting', 'unknown')} steps done`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ].join(', ');
}
