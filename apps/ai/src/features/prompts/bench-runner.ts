import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { inParallel } from '../tasks/in-parallel.js';
import { BenchAsking } from './bench-asking.js';
import { cellsOf } from './bench-cells.js';
import type { BenchRow } from './bench.entity.js';
import { BenchRepository, renewMs } from './bench.repository.js';

/** How often it is looked for benches whose process is gone. */
const adoptMs = 20_000;

/**
 * Works on benches, one process each by a lease. When a process dies, another one, or the same after its restart, goes on with the cells
 * that are missing: a bench is never running for ever, and what was answered is not paid again.
 */
@Injectable()
export class BenchRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly atWork = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly benches: BenchRepository,
    private readonly asking: BenchAsking,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.adopt().catch(() => undefined), adoptMs).unref();
    // What died with the process before; a database that is not there yet is looked at again.
    void this.adopt().catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const all = [...this.atWork];
    for (const [, { stop }] of all) stop.abort(new Error('shutting down'));
    await Promise.all(all.map(([, { ended }]) => ended));
    // Whoever is there next need not wait for the lease.
    for (const [id] of all) await this.benches.renew(id, -1).catch(() => undefined);
  }

  /** Goes on with benches that nobody works on. */
  async adopt(): Promise<void> {
    for (const { companyId, id } of await this.benches.orphans())
      if (!this.atWork.has(id) && (await this.benches.take(id))) this.start(await this.benches.require(companyId, id));
  }

  /** Begins with a bench that this process holds. */
  start(bench: BenchRow): void {
    const stop = new AbortController();
    const ended = this.work(bench, stop).finally(() => this.atWork.delete(bench.id));
    this.atWork.set(bench.id, { stop, ended });
  }

  /** The models that are being asked in this process are called off at once; another process hears of it by its lease. */
  stop(id: string): void {
    this.atWork.get(id)?.stop.abort(new Error('cancelled'));
  }

  /** Never throws: what fails is left to whoever finds the lease run out. */
  private async work(bench: BenchRow, stop: AbortController): Promise<void> {
    const renewal = setInterval(() => {
      // A renewal that cannot reach the database leaves the lease as it is.
      this.benches.renew(bench.id).then(
        (held) => held || stop.abort(new Error('no longer ours')),
        () => undefined,
      );
    }, renewMs);
    try {
      const measured = await this.benches.cells.page(bench.companyId, {
        where: { benchId: bench.id },
        columns: ['position'],
        order: ['position', 'asc'],
        limit: 1000,
      });
      const there = new Set(measured.items.map(({ position }) => position));
      const missing = cellsOf(bench).filter(({ position }) => !there.has(position));
      await inParallel(missing, { signal: stop.signal }, async (cell, _at, signal) => {
        await this.benches.keep(bench, cell, await this.asking.measure(bench, cell, signal));
      });
      await this.benches.end(bench.companyId, bench.id, 'finished');
    } catch {
      // Cancelled, shut down, or out of reach of the database: the row says which.
    } finally {
      clearInterval(renewal);
    }
  }
}
