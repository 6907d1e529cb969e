import type { DataSource, EntityManager, EntitySchema, ObjectLiteral, Repository } from 'typeorm';
import type { Database, SqlValue, TransactionOptions, Tx } from './database.port.js';
import { requireEntities } from './entity-source.js';
import { sqliteDialect } from './dialect.js';
import { translate } from './failures.js';
import type { SqliteConnection } from './sqlite-connection.js';
import { LockingSqliteQueryRunner } from './sqlite-query-runner.js';
import { TransactionState, withRetries } from './transaction.js';
import { assertNoTransaction, inScope } from './transaction-scope.js';

/** One open SQLite transaction: its holder has the turn of the file. */
class SqliteTx extends TransactionState implements Tx {
  readonly dialect = 'sqlite';
  readonly sql = sqliteDialect;
  private runner: LockingSqliteQueryRunner | undefined;
  private readonly pending: [sql: string, params: readonly SqlValue[] | undefined][] = [];

  constructor(
    private readonly connection: SqliteConnection,
    private readonly dataSource: DataSource | undefined,
  ) {
    super();
  }

  get manager(): EntityManager {
    this.assertOpen();
    const dataSource = requireEntities(this.dataSource);
    this.runner ??= new LockingSqliteQueryRunner(dataSource.driver as never, this.connection, this);
    return (this.runner.manager ??= dataSource.createEntityManager(this.runner));
  }

  async query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return (await this.execute(sql, params)).rows as T[];
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }> {
    return { changes: (await this.execute(sql, params)).changes };
  }

  later(sql: string, params?: readonly SqlValue[]): void {
    this.assertOpen();
    this.pending.push([sql, params]);
  }

  /** Carries out what waits for the next statement or the commit. */
  async flush(): Promise<void> {
    this.assertOpen();
    for (let next = this.pending.shift(); next; next = this.pending.shift())
      try {
        await this.connection.execute(...next);
      } catch (error) {
        // Nobody waits for its answer, so nobody may get away with swallowing its error.
        this.doomed(translate(error));
        throw translate(error);
      }
  }

  override end(): void {
    super.end();
    // What still holds the manager must not write into the next transaction on this connection.
    if (this.runner) this.runner.isReleased = true;
  }

  private async execute(sql: string, params?: readonly SqlValue[]) {
    await this.flush();
    try {
      return await this.connection.execute(sql, params);
    } catch (error) {
      this.failed(error);
      throw translate(error);
    }
  }
}

/** SQLite behind `Database`. Statements run at once when nobody holds the turn. */
export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly sql = sqliteDialect;

  constructor(
    readonly service: string,
    private readonly connection: SqliteConnection,
    private readonly dataSource: DataSource | undefined,
    private readonly releaseFolder: () => void,
  ) {}

  get manager(): EntityManager {
    return requireEntities(this.dataSource).manager;
  }

  repository<E extends ObjectLiteral>(entity: EntitySchema<E>): Repository<E> {
    return this.manager.getRepository(entity);
  }

  async query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return (await this.execute(sql, params)).rows as T[];
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }> {
    return { changes: (await this.execute(sql, params)).changes };
  }

  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    assertNoTransaction('A second transaction');
    return withRetries(() => this.attempt(work), options);
  }

  async now(): Promise<number> {
    return Date.now();
  }

  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  async close(): Promise<void> {
    if (this.connection.closed) return;
    await this.connection.turn.take();
    await this.dataSource?.destroy();
    this.connection.close();
    this.releaseFolder();
  }

  private async execute(sql: string, params?: readonly SqlValue[]) {
    assertNoTransaction('A statement outside the transaction');
    const waiting = this.connection.turn.take();
    if (waiting) await waiting;
    try {
      return await this.connection.execute(sql, params);
    } catch (error) {
      throw translate(error);
    } finally {
      this.connection.turn.give();
    }
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { connection } = this;
    const waiting = connection.turn.take();
    if (waiting) await waiting;
    const tx = new SqliteTx(connection, this.dataSource);
    let result: T;
    try {
      await connection.execute('BEGIN IMMEDIATE');
      result = await inScope(tx, () => work(tx));
      await tx.flush();
      tx.end();
      await connection.execute('COMMIT');
    } catch (error) {
      tx.end();
      if (connection.inTransaction) await connection.execute('ROLLBACK');
      throw error;
    } finally {
      connection.turn.give();
    }
    tx.committed();
    return result;
  }
}
