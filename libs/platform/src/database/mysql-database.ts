import type { Pool, PoolConnection, QueryError, ResultSetHeader } from 'mysql2';
import type { DataSource, EntityManager, EntitySchema, ObjectLiteral, Repository } from 'typeorm';
import type { Database, SqlValue, TransactionOptions, Tx } from './database.port.js';
import { mysqlDialect } from './dialect.js';
import { failureKind, translate } from './failures.js';
import { connectionOf, endPool } from './mysql-pool.js';
import { PooledMysqlQueryRunner } from './mysql-query-runner.js';
import { requireEntities } from './entity-source.js';
import { TransactionState, withRetries } from './transaction.js';
import { assertNoTransaction, inScope } from './transaction-scope.js';

type Answer = ResultSetHeader | Record<string, unknown>[];

/**
 * The text protocol. Prepared statements measured 10–20 % faster for one shape, but multi-row INSERTs come in every length, each of
 * which would be prepared per connection against the server's limit of 16,382, and numbers would arrive as DOUBLE (LIMIT refuses it).
 */
const send = (on: Pool | PoolConnection, sql: string, params: readonly SqlValue[] | undefined): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const done = (error: QueryError | null, result: unknown) => (error ? reject(error) : resolve(result as Answer));
    on.query(sql, (params ?? []) as SqlValue[], done);
  });

const rowsOf = <T>(answer: Answer): T[] => (Array.isArray(answer) ? (answer as T[]) : []);
const changesOf = (answer: Answer) => ({ changes: Array.isArray(answer) ? answer.length : answer.affectedRows });

/** One open MySQL transaction on a connection of its own. */
class MysqlTx extends TransactionState implements Tx {
  readonly dialect = 'mysql';
  readonly sql = mysqlDialect;
  private runner: PooledMysqlQueryRunner | undefined;

  constructor(
    readonly connection: PoolConnection,
    private readonly dataSource: DataSource | undefined,
  ) {
    super();
  }

  get manager(): EntityManager {
    this.assertOpen();
    const dataSource = requireEntities(this.dataSource);
    this.runner ??= new PooledMysqlQueryRunner(dataSource.driver as never, this);
    return (this.runner.manager ??= dataSource.createEntityManager(this.runner));
  }

  async query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return rowsOf<T>(await this.send(sql, params));
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }> {
    return changesOf(await this.send(sql, params));
  }

  override end(): void {
    super.end();
    if (this.runner) this.runner.isReleased = true;
  }

  private async send(sql: string, params?: readonly SqlValue[]): Promise<Answer> {
    this.assertOpen();
    try {
      return await send(this.connection, sql, params);
    } catch (error) {
      this.failed(error);
      // A repeatable fault must reach `withRetries` as it is.
      throw failureKind(error) === 'repeat' ? error : translate(error);
    }
  }
}

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
    const connection = await begin(this.pool);
    const tx = new MysqlTx(connection, this.dataSource);
    let result: T;
    try {
      result = await inScope(tx, () => work(tx));
      tx.assertOpen();
      tx.end();
      await send(connection, 'COMMIT', []);
    } catch (error) {
      tx.end();
      await rollBack(connection);
      throw error;
    }
    connection.release();
    tx.committed();
    return result;
  }
}

/** A connection that died while it lay in the pool shows only now; nothing has happened yet, so another one is tried. */
async function begin(pool: Pool): Promise<PoolConnection> {
  for (let tried = 0; ; tried++) {
    const connection = await connectionOf(pool);
    try {
      await send(connection, 'START TRANSACTION', []);
      return connection;
    } catch (error) {
      connection.destroy();
      if (tried >= 10 || failureKind(error) !== 'lost') throw error;
    }
  }
}

async function rollBack(connection: PoolConnection): Promise<void> {
  try {
    await send(connection, 'ROLLBACK', []);
    connection.release();
  } catch {
    // The server rolls back what a closed connection left open.
    connection.destroy();
  }
}
