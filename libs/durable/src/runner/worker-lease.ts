import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Serving } from '../store/serving.js';
import type { SqlStore } from '../store/sql-store.port.js';

export interface WorkerLeaseOptions {
  store: SqlStore;
  /** Milliseconds a renewal lasts. */
  lastsMs: number;
  /** Milliseconds between renewals. */
  everyMs: number;
  /** Runs that this worker has room for. */
  capacity: number;
  /** Which groups' runs it takes. */
  serving: Serving;
  /** Called when the lease is gone: whatever the worker holds may belong to others now. */
  onLost: () => void;
  onRenewed: () => Promise<void>;
}

const newWorkerId = (): string => {
  const host = hostname()
    .replace(/[^A-Za-z0-9-]/g, '')
    .slice(0, 32);
  return `${host}-${process.pid}-${randomBytes(6).toString('hex')}`;
};

/** The one row by which a worker proves that it lives. All its runs hang on it. */
export class WorkerLease {
  id = newWorkerId();
  private validUntil = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly options: WorkerLeaseOptions) {}

  async start(): Promise<void> {
    await this.register();
    this.plan();
  }

  /** False when the database may see this worker as dead. Judged by the process's own clock, from before the renewal was sent. */
  get holds(): boolean {
    return performance.now() < this.validUntil;
  }

  /** Gives the row up: what the worker still holds is free at once. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.validUntil = 0;
    // With the database away the row runs out by itself.
    await this.options.store.run('DELETE FROM durable_workers WHERE id = ?', [this.id]).catch(() => undefined);
  }

  private async register(): Promise<void> {
    const { store, lastsMs, capacity, serving } = this.options;
    const before = performance.now();
    await store.run(
      `INSERT INTO durable_workers (id, expires_at, started_at, capacity, serves) VALUES (?, ${store.sql.now} + ${lastsMs}, ${store.sql.now}, ?, ?)`,
      [this.id, capacity, serving.only || serving.except ? JSON.stringify(serving) : null],
    );
    this.validUntil = before + lastsMs;
  }

  private plan(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.renew().finally(() => this.plan()), this.options.everyMs);
    this.timer.unref();
  }

  private async renew(): Promise<void> {
    const { store, lastsMs, onLost, onRenewed } = this.options;
    const before = performance.now();
    try {
      const { changes } = await store.run(
        `UPDATE durable_workers SET expires_at = ${store.sql.now} + ${lastsMs} WHERE id = ? AND expires_at > ${store.sql.now}`,
        [this.id],
      );
      if (changes === 0) await this.replace(onLost);
      else this.validUntil = before + lastsMs;
      await onRenewed();
    } catch {
      // The database is away. Once the lease has run out, what is held belongs to whoever comes first.
      if (!this.holds && !this.stopped) onLost();
    }
  }

  /** An expired lease is never revived: others may have acted on its end. The worker goes on under a new name. */
  private async replace(onLost: () => void): Promise<void> {
    this.validUntil = 0;
    onLost();
    this.id = newWorkerId();
    if (!this.stopped) await this.register();
  }
}
