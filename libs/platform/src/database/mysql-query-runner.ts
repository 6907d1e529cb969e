import type { PoolConnection } from 'mysql2';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { translate } from './failures.js';
import { sqlValues } from './sql-values.js';
import { assertNoTransaction } from './transaction-scope.js';

/** A transaction of ours that lends its connection to TypeORM. */
export interface ConnectionHolder {
  readonly connection: PoolConnection;
  assertOpen(): void;
  /** Sends what waits for the next statement. */
  flush(): Promise<void>;
  failed(error: unknown): void;
}

/** TypeORM's way to MySQL: values checked, faults translated, and inside a transaction of ours on its connection. */
export class PooledMysqlQueryRunner extends MysqlQueryRunner {
  constructor(
    driver: MysqlDriver,
    private readonly holder?: ConnectionHolder,
  ) {
    super(driver, 'master');
    if (holder) {
      this.databaseConnection = holder.connection;
      this.isTransactionActive = true;
      this.transactionDepth = 1;
    }
  }

  override async query(sql: string, params?: unknown[], structured = false): Promise<never> {
    if (this.holder) await this.flush(this.holder);
    else assertNoTransaction('A TypeORM statement outside the transaction');
    try {
      return (await super.query(sql, sqlValues(params), structured)) as never;
    } catch (error) {
      this.holder?.failed(error);
      throw translate(error);
    }
  }

  private async flush(holder: ConnectionHolder): Promise<void> {
    holder.assertOpen();
    await holder.flush();
    // A dead connection has been replaced.
    this.databaseConnection = holder.connection;
  }

  override async release(): Promise<void> {
    // The transaction gives its connection back itself.
    if (this.holder) this.isReleased = true;
    else await super.release();
  }
}
