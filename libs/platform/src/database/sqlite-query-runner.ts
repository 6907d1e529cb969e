import { QueryFailedError, QueryResult } from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { translate } from './failures.js';
import type { SqliteConnection } from './sqlite-connection.js';
import { assertNoTransaction } from './transaction-scope.js';

/** A transaction of ours that lends its turn to TypeORM. */
export interface TurnHolder {
  /** Carries out what waits for the next statement. @throws when the transaction is over */
  flush(): Promise<void>;
  failed(error: unknown): void;
}

/**
 * TypeORM's way to SQLite, passing the file's lock. TypeORM itself shares one runner among all callers; here each caller gets its
 * own, which holds the turn for one statement, or from `startTransaction` to its end.
 */
export class LockingSqliteQueryRunner extends BetterSqlite3QueryRunner {
  private holdsTurn = false;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly sqlite: SqliteConnection,
    private readonly holder?: TurnHolder,
  ) {
    super(driver);
    if (holder) {
      // Inside a transaction of ours TypeORM may open savepoints only.
      this.isTransactionActive = true;
      this.transactionDepth = 1;
    }
  }

  override async query(sql: string, params: unknown[] = [], structured = false): Promise<never> {
    if (this.isReleased) throw new Error('This query runner is released');
    await this.holder?.flush();
    const borrowed = this.holder !== undefined || this.holdsTurn;
    if (!borrowed) {
      assertNoTransaction('A TypeORM statement outside the transaction');
      await this.sqlite.turn.take();
    }
    try {
      const found = await this.sqlite.execute(sql, params);
      const raw = found.reader ? found.rows : found.lastInsertRowid;
      if (!structured) return raw as never;
      const result = new QueryResult();
      result.raw = raw;
      if (found.reader) result.records = found.rows;
      result.affected = found.changes;
      return result as never;
    } catch (error) {
      this.holder?.failed(error);
      const translated = translate(error);
      throw translated === error ? new QueryFailedError(sql, params, error as Error) : translated;
    } finally {
      if (!borrowed) this.sqlite.turn.give();
    }
  }

  override async startTransaction(): Promise<void> {
    if (!this.holder && !this.holdsTurn) {
      assertNoTransaction('A TypeORM transaction');
      await this.sqlite.turn.take();
      this.holdsTurn = true;
    }
    try {
      await super.startTransaction();
    } catch (error) {
      this.giveTurn();
      throw error;
    }
  }

  override async commitTransaction(): Promise<void> {
    await super.commitTransaction();
    if (!this.isTransactionActive) this.giveTurn();
  }

  override async rollbackTransaction(): Promise<void> {
    try {
      await super.rollbackTransaction();
    } finally {
      if (!this.sqlite.inTransaction) this.giveTurn();
    }
  }

  override async release(): Promise<void> {
    if (this.holdsTurn && this.sqlite.inTransaction) await this.sqlite.execute('ROLLBACK');
    this.giveTurn();
    await super.release();
    this.isReleased = true;
  }

  private giveTurn(): void {
    if (!this.holdsTurn) return;
    this.holdsTurn = false;
    this.isTransactionActive = false;
    this.transactionDepth = 0;
    this.sqlite.turn.give();
  }
}
