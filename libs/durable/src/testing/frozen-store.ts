import type { SqlStore, SqlTransaction } from '../store/sql-store.port.js';

/** A database as a process sees it that can be stopped in mid-air: while frozen, every statement waits. */
export class FreezableStore implements SqlStore {
  private gate: Promise<void> | undefined;
  private open: () => void = () => undefined;

  constructor(private readonly db: SqlStore) {}

  get dialect(): SqlStore['dialect'] {
    return this.db.dialect;
  }

  get sql(): SqlStore['sql'] {
    return this.db.sql;
  }

  freeze(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  thaw(): void {
    this.gate = undefined;
    this.open();
  }

  async query<R extends object>(...args: Parameters<SqlStore['query']>): Promise<R[]> {
    await this.gate;
    return this.db.query<R>(...args);
  }

  async run(...args: Parameters<SqlStore['run']>): Promise<{ changes: number }> {
    await this.gate;
    return this.db.run(...args);
  }

  async transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    await this.gate;
    return this.db.transaction(work);
  }

  async now(): Promise<number> {
    await this.gate;
    return this.db.now();
  }
}
