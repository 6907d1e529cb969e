import type { Pool } from 'mysql2';
import type { DataSource, EntityManager, EntitySchema, ObjectLiteral, Repository } from 'typeorm';
import type { Database, SqlValue, TransactionOptions, Tx } from './database.port.js';
import { mysqlDialect } from './dialect.js';
import { endPool } from './mysql-pool.js';
import { changesOf, rowsOf, send, type Answer } from './mysql-send.js';
import { MysqlTx } from './mysql-tx.js';
import { requireEntities } from './entity-source.js';
import { withRetries } from './transaction.js';
import { assertNoTransaction, inScope } from './transaction-scope.js';

/** MySQL and MariaDB behind `Database`, by a pool of connections. */
export class MysqlDatabase implements Database {
  readonly dialect = 'mysql';
  readonly sql = mysqlDialect;

  constructor(
    readonly service: string,
    private readonly pool: Pool,
    private readonly dataSource: DataSource | undefined,
  ) {}

  get manager(): EntityManager {
    return requireEntities(this.dataSource).manager;
  }

  repository<E extends ObjectLiteral>(entity: EntitySchema<E>): Repository<E> {
    return this.manager.getRepository(entity);
  }

  async query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return rowsOf<T>(await this.send(sql, params));
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }> {
    return changesOf(await this.send(sql, params));
  }

  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    assertNoTransaction('A second transaction');
    return withRetries(() => this.attempt(work), options);
  }

  async now(): Promise<number> {
    const [row] = await this.query<{ now: number }>(`SELECT ${mysqlDialect.now} AS now`);
    return Number(row?.now);
  }

  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  async close(): Promise<void> {
    if (this.dataSource?.isInitialized) await this.dataSource.destroy();
    else await endPool(this.pool);
  }

  /** A single statement is its own transaction, so a deadlock repeats it just so. */
  private send(sql: string, params?: readonly SqlValue[]): Promise<Answer> {
    assertNoTransaction('A statement outside the transaction');
    return withRetries(() => send(this.pool, sql, params));
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = await MysqlTx.begin(this.pool, this.dataSource);
    let result: T;
    try {
      result = await inScope(tx, () => work(tx));
      await tx.commit();
    } catch (error) {
      await tx.rollBack();
      throw error;
    }
    tx.release();
    tx.committed();
    return result;
  }
}
