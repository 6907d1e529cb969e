import { setTimeout as sleep } from 'node:timers/promises';
import { isDuplicateKey } from '../store/sql-errors.js';
import type { PlaceTaker } from '../store/admit.js';
import { takeLeases, takeLeasesIn, type TakenRun, type TakeOptions } from '../store/leases.js';
import type { SqlStore } from '../store/sql-store.port.js';
import type { CrashPoint } from './crash-points.js';

export interface LeaseTakerOptions {
  store: SqlStore;
  take: TakeOptions;
  /** How many more runs the worker may hold now. */
  free: () => number;
  crashPoint: CrashPoint;
  onTaken: (run: TakenRun) => void;
  onFault: (error: unknown) => void;
}

/** Takes leases, many in one transaction, never more than the worker has room for. The rest waits for room. */
export class LeaseTaker {
  private readonly wanted = new Map<string, ((taken: boolean) => void)[]>();
  private working = false;
  private stopped = false;
  /** Leases that a commit under way is taking. */
  private taking = 0;

  constructor(private readonly options: LeaseTakerOptions) {}

  /** True when the lease was taken; false when it is not to be had. Waits while the worker is full. */
  want(runId: string): Promise<boolean> {
    if (this.stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting = this.wanted.get(runId);
      if (waiting) waiting.push(resolve);
      else this.wanted.set(runId, [resolve]);
      this.work();
    });
  }

  /** Runs that it may take beside those that it is asked for already. */
  get room(): number {
    return this.stopped ? 0 : this.options.free() - this.wanted.size - this.taking;
  }

  /**
   * Lets an admitter take leases for this worker in the very commit that gives the runs their places.
   * @param admit may be called again after a deadlock; without a taker when a stale holder was quicker
   */
  async admitting<T>(admit: (taker: PlaceTaker | undefined) => Promise<T>): Promise<T> {
    const { take, crashPoint, onTaken } = this.options;
    const room = Math.max(0, this.room);
    let taken: TakenRun[] = [];
    this.taking += room;
    try {
      const given = await admit({
        room,
        take: async (tx, ids) => {
          taken = await takeLeasesIn(tx, ids, take, { admits: true });
          return new Set(taken.map(({ row }) => row.id));
        },
      });
      crashPoint('after-lease');
      for (const run of taken) onTaken(run);
      return given;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return await admit(undefined);
    } finally {
      this.taking -= room;
    }
  }

  /** Room may be there again. */
  work(): void {
    if (this.working || this.wanted.size === 0 || this.options.free() - this.taking <= 0) return;
    this.working = true;
    void this.round().finally(() => {
      this.working = false;
      this.work();
    });
  }

  stop(): void {
    this.stopped = true;
    for (const runId of [...this.wanted.keys()]) this.answer(runId, false);
  }

  private async round(): Promise<void> {
    // Hints that come together are taken together.
    await new Promise(setImmediate);
    const ids = [...this.wanted.keys()].slice(0, Math.max(0, this.options.free() - this.taking));
    if (ids.length === 0 || this.stopped) return;
    const taken = await this.take(ids);
    for (const id of ids) this.answer(id, taken.has(id));
  }

  private async take(ids: readonly string[], tries = 3): Promise<Set<string>> {
    const { store, take, crashPoint, onTaken, onFault } = this.options;
    try {
      const runs = await takeLeases(store, ids, take);
      crashPoint('after-lease');
      for (const run of runs) onTaken(run);
      return new Set(runs.map(({ row }) => row.id));
    } catch (error) {
      // A stale holder was quicker: its row is there now, so ours comes after it.
      if (isDuplicateKey(error) && tries > 0) return this.takeEach(ids, tries - 1);
      onFault(error);
      await sleep(200);
      return new Set();
    }
  }

  private async takeEach(ids: readonly string[], tries: number): Promise<Set<string>> {
    const all = new Set<string>();
    for (const id of ids) for (const taken of await this.take([id], tries)) all.add(taken);
    return all;
  }

  private answer(runId: string, taken: boolean): void {
    const waiting = this.wanted.get(runId) ?? [];
    this.wanted.delete(runId);
    for (const resolve of waiting) resolve(taken);
  }
}
