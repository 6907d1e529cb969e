import { setTimeout as sleep } from 'node:timers/promises';
import { forgetWorkers } from '../store/leases.js';
import { abandonedRuns, leasedBy, raiseDue, readyRuns } from '../store/run.repository.js';
import { livingWorkers } from '../store/serving.js';
import type { SqlStore } from '../store/sql-store.port.js';
import type { Admitter } from './admitter.js';
import type { ServedGroups } from './served-groups.js';
import type { Worker } from './worker.js';

export interface ReconcilerOptions {
  store: SqlStore;
  worker: Worker;
  admitter: Admitter;
  groups: ServedGroups;
  /** False: looks after the runs it holds only. */
  takesRuns: boolean;
  everyMs: number;
  /** A ready run is left to its hint for this long. */
  graceMs: number;
  onFault: (error: unknown) => void;
}

/**
 * Reads the truth again and again. With every hint lost it alone finishes every run: due timers, runs in line, ready runs, leases of
 * the dead, messages to runs that are held.
 */
export class Reconciler {
  private stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private ticks = 0;

  constructor(private readonly options: ReconcilerOptions) {}

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** One look at everything. */
  async tick(): Promise<void> {
    const { store, worker, admitter, groups, takesRuns, graceMs } = this.options;
    await this.lookAfterHeld();
    const living = await livingWorkers(store);
    groups.see(living);
    // A process that only creates runs heeds the shares too.
    if (!takesRuns) return void (await admitter.look());
    const now = worker.now();
    if (this.ticks++ % 600 === 0) await forgetWorkers(store);
    await raiseDue(store, now);
    await admitter.round();
    if (worker.free <= 0) return;
    const live = new Set(living.map(({ id }) => id));
    // A worker whose own row is gone must not take its own runs for those of a dead one.
    live.add(worker.lease.id);
    const found = [
      ...(await abandonedRuns(store, live, worker.free, groups.serving)),
      ...(await readyRuns(store, now - graceMs, worker.free, groups.serving)),
    ];
    for (const id of found) void worker.taker.want(id);
  }

  private async lookAfterHeld(): Promise<void> {
    const { store, worker } = this.options;
    const before = worker.heldIds;
    const leased = await leasedBy(store, worker.lease.id);
    // One that is missing was taken over: looking into its inbox shows that.
    for (const id of before) if (!leased.has(id)) worker.noteWake(id);
    for (const [id, wake] of leased) if (!worker.noteWakeNumber(id, wake)) void worker.taker.want(id);
  }

  private async run(): Promise<void> {
    const { everyMs, onFault } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.tick().catch(onFault);
      // Spread, so that many workers do not ask at once.
      await sleep(everyMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
