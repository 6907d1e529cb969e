import { isIP } from 'node:net';
import mysql from 'mysql2';
import type { Pool, PoolConnection, PoolOptions } from 'mysql2';
import type { SqlValue } from './database.port.js';
import { mysqlText } from './mysql-text.js';

/** Stands for the values of a text that has them in it already. */
export const written: SqlValue[] = [];

/** Text of MySQL's bigint comes as a number up to 2^53; beyond that as text, which no column of the kit reaches. */
const valueOptions: PoolOptions = {
  supportBigNumbers: true,
  bigNumberStrings: false,
  timezone: 'Z',
  charset: 'utf8mb4_bin',
  stringifyObjects: true,
  // Statements of one transaction share a packet (`mysql-tx.ts`). `mysqlText` sees to it that no statement is two.
  multipleStatements: true,
  namedPlaceholders: false,
  queryFormat: (sql: string, values: readonly SqlValue[]) => (values === written ? sql : mysqlText(sql, values)),
  enableKeepAlive: true,
  connectTimeout: 5_000,
};

/** Read committed: fewer gap locks, so fewer deadlocks, and a second read sees what was committed meanwhile. Strict: no silent cutting of values. */
const setUp = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO', time_zone = '+00:00', innodb_lock_wait_timeout = 10",
];

/** Address of a service's schema: `aaas_<service>` when the URL names no database. Further options come from its query (`?connectionLimit=20`). */
export function mysqlAddress(url: string, service: string, ca?: string): PoolOptions & { database: string } {
  const parsed = new URL(url);
  if (parsed.protocol !== 'mysql:' && parsed.protocol !== 'mariadb:') {
    throw new Error('DATABASE_URL must begin with mysql:// or mariadb://');
  }
  const query = parsed.searchParams;
  const ssl = sslOf(query.get('ssl'), ca);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  // The driver would compare the certificate with `localhost`.
  if (ssl?.verifyIdentity && isIP(host))
    throw new Error(`DATABASE_URL: with TLS the server is called by the name in its certificate, not by ${host}`);
  return {
    ...(query.get('socketPath')
      ? { socketPath: query.get('socketPath') as string }
      : { host, port: Number(parsed.port || 3306) }),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)) || `aaas_${service}`,
    connectionLimit: Number(query.get('connectionLimit') ?? 10),
    ...(ssl ? { ssl } : {}),
  };
}

/** The driver checks the name of the server only when it is told to. */
const tls = { minVersion: 'TLSv1.2', rejectUnauthorized: true, verifyIdentity: true };

/** @param asked `?ssl=` of the address: `true`, `false`, or options of the driver as JSON */
function sslOf(asked: string | null, ca: string | undefined): typeof tls | undefined {
  if (ca === undefined && (asked === null || asked === '' || asked === 'false')) return undefined;
  const given = asked?.startsWith('{') ? (JSON.parse(asked) as Partial<typeof tls>) : {};
  return { ...tls, ...(ca === undefined ? {} : { ca }), ...given };
}

/** Opens the pool; the schema is created when it is missing and the user may do so. @throws the driver's error when the server is out of reach. */
export async function openPool(url: string, service: string, ca?: string): Promise<Pool> {
  const address = mysqlAddress(url, service, ca);
  const pool = mysql.createPool({ ...valueOptions, ...address });
  pool.on('connection', (connection) => {
    // A dropped idle connection must not end the process; the pool makes a new one.
    connection.on('error', () => undefined);
    for (const statement of setUp) connection.query(statement);
  });
  try {
    (await connectionOf(pool)).release();
    return pool;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_BAD_DB_ERROR') {
      await endPool(pool);
      throw error;
    }
  }
  await createSchema(address);
  (await connectionOf(pool)).release();
  return pool;
}

async function createSchema({ database, ...address }: PoolOptions & { database: string }): Promise<void> {
  const connection = mysql.createConnection({ ...address, charset: 'utf8mb4_bin' });
  try {
    const name = database.replaceAll('`', '``');
    await new Promise<void>((resolve, reject) => {
      connection.query(
        `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
        (error) => (error ? reject(error) : resolve()),
      );
    });
  } finally {
    connection.destroy();
  }
}

export const connectionOf = (pool: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) =>
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
  );

export const endPool = (pool: Pool): Promise<void> => new Promise((resolve) => pool.end(() => resolve()));

/** Held while migrations run, per schema; its own connection, because locks belong to a connection. Waits up to 10 minutes for another process's. */
export async function withMigrationLock<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const connection = await connectionOf(pool);
  const ask = (sql: string) =>
    new Promise<unknown[]>((resolve, reject) =>
      connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows as unknown[]))),
    );
  const name = "CONCAT('aaas_migrate:', LEFT(DATABASE(), 40))";
  try {
    const [row] = (await ask(`SELECT GET_LOCK(${name}, 600) AS got`)) as [{ got: number | null }];
    if (Number(row.got) !== 1)
      throw new Error('The migration lock of this schema is held by another process for over 10 minutes');
    return await work();
  } finally {
    connection.query(`DO RELEASE_LOCK(${name})`, () => connection.release());
  }
}
