import { join } from 'node:path';
import { realpathSync } from 'node:fs';
import type { Logger } from 'pino';
import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { mysqlDataSource, sqliteDataSource } from './entity-source.js';
import type { Database } from './database.port.js';
import { onUnwritable, translate } from './failures.js';
import { lockDataFolder } from './folder-lock.js';
import { migrate } from './migrate.js';
import type { Migration } from './migration.js';
import { MysqlDatabase } from './mysql-database.js';
import { openPool, withMigrationLock } from './mysql-pool.js';
import { SqliteConnection } from './sqlite-connection.js';
import { SqliteDatabase } from './sqlite-database.js';

export interface DatabaseOptions {
  /** Names the file or schema: `company` → `company.sqlite` or `aaas_company`. */
  service: string;
  /** `mysql://user:password@host:port[/database]`; absent: SQLite. */
  url?: string | undefined;
  /** PEM of the authority that vouches for the server; then calls are TLS. */
  ca?: string | undefined;
  /** Folder of the SQLite files. */
  dataDir: string;
  entities?: EntitySchema<ObjectLiteral>[];
  /** Applied, in order, before this returns. */
  migrations?: readonly Migration[];
  logger: Logger;
}

/**
 * Opens the database of a service and brings its schema up to date.
 * @throws DATABASE_BUSY when the server is out of reach, Error when the data folder is in use or a migration fails.
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  onUnwritable((code) => options.logger.error({ code }, 'the database cannot be written: is the disk full?'));
  return options.url ? openMysql(options.url, options) : openSqlite(options);
}

async function openSqlite({
  service,
  dataDir,
  entities = [],
  migrations = [],
  logger,
}: DatabaseOptions): Promise<Database> {
  const releaseFolder = lockDataFolder(dataDir);
  try {
    const connection = new SqliteConnection(join(realpathSync(dataDir), `${service}.sqlite`));
    const dataSource = entities.length ? await sqliteDataSource(connection, entities) : undefined;
    const db = new SqliteDatabase(service, connection, dataSource, releaseFolder);
    try {
      // The lock of the folder is the lock of its migrations.
      await migrate(db, migrations, logger);
    } catch (error) {
      await db.close();
      throw error;
    }
    return db;
  } catch (error) {
    releaseFolder();
    throw error;
  }
}

async function openMysql(
  url: string,
  { service, ca, entities = [], migrations = [], logger }: DatabaseOptions,
): Promise<Database> {
  const pool = await openPool(url, service, ca).catch((error: unknown) => {
    throw translate(error);
  });
  const dataSource = entities.length ? await mysqlDataSource(pool, entities) : undefined;
  const db = new MysqlDatabase(service, pool, dataSource);
  try {
    await withMigrationLock(pool, () => migrate(db, migrations, logger));
  } catch (error) {
    await db.close();
    throw error;
  }
  return db;
}
