import { DataSource } from 'typeorm';
import type { EntitySchema, ObjectLiteral } from 'typeorm';
import type { Pool } from 'mysql2';
import { LockingSqliteQueryRunner } from './sqlite-query-runner.js';
import { PooledMysqlQueryRunner } from './mysql-query-runner.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** @throws Error when the database was opened for statements alone. */
export const requireEntities = (dataSource: DataSource | undefined): DataSource => {
  if (!dataSource) throw new Error('This database was opened without entities');
  return dataSource;
};

// The schema belongs to migrations alone; `undefined` and `null` in a condition are mistakes.
const options = {
  synchronize: false,
  migrationsRun: false,
  logging: false,
  invalidWhereValuesBehavior: { undefined: 'throw', null: 'throw' },
} as const;

/** TypeORM on the one SQLite connection, every statement through its lock. */
export async function sqliteDataSource(
  connection: SqliteConnection,
  entities: EntitySchema<ObjectLiteral>[],
): Promise<DataSource> {
  // TypeORM calls the driver as a constructor; it is handed the open connection instead, and may not close it.
  const handle = { pragma: (source: string) => connection.handle.pragma(source), close: () => undefined };
  const dataSource = new DataSource({
    ...options,
    type: 'better-sqlite3',
    database: connection.file,
    driver: function lend() {
      return handle;
    },
    entities,
  });
  dataSource.driver.createQueryRunner = () => new LockingSqliteQueryRunner(dataSource.driver as never, connection);
  return dataSource.initialize();
}

/** TypeORM on the pool that raw statements use. */
export async function mysqlDataSource(pool: Pool, entities: EntitySchema<ObjectLiteral>[]): Promise<DataSource> {
  const dataSource = new DataSource({ ...options, type: 'mysql', driver: { createPool: () => pool }, entities });
  dataSource.driver.createQueryRunner = () => new PooledMysqlQueryRunner(dataSource.driver as never);
  return dataSource.initialize();
}
