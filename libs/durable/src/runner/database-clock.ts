import { performance } from 'node:perf_hooks';

/**
 * Database time without asking the database each time: an offset to the process's monotonic clock, renewed with the worker's
 * lease. Never runs backwards.
 */
export class DatabaseClock {
  private offset = Date.now() - performance.now();
  private last = 0;

  constructor(private readonly read: () => Promise<number>) {}

  async synchronise(): Promise<void> {
    const before = performance.now();
    const at = await this.read();
    this.offset = at - (before + performance.now()) / 2;
  }

  /** Epoch milliseconds. */
  now(): number {
    this.last = Math.max(this.last, Math.floor(performance.now() + this.offset));
    return this.last;
  }
}
