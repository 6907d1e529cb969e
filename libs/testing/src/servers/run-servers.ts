import { randomBytes } from 'node:crypto';
import { openMysql } from './clients.js';
import { type MariaDbServer, makeMariaDbTemplate, startMariaDb } from './mariadb.js';
import { type RedisServer, startRedis } from './redis.js';

/** One MariaDB and one Redis for a whole test run. Addresses: from the environment if given, else private servers. */
export interface RunServers {
  stop(): Promise<void>;
}

async function database(): Promise<MariaDbServer | undefined> {
  if (process.env['TEST_MYSQL_URL']) return undefined;
  await makeMariaDbTemplate();
  const server = await startMariaDb();
  process.env['TEST_MYSQL_URL'] = server.url;
  return server;
}

async function redis(): Promise<RedisServer | undefined> {
  if (process.env['TEST_REDIS_URL']) return undefined;
  const server = await startRedis();
  process.env['TEST_REDIS_URL'] = server.url;
  return server;
}

/** Starts what is missing and publishes it in `TEST_MYSQL_URL` and `TEST_REDIS_URL`, which child processes inherit. */
export async function startRunServers(): Promise<RunServers> {
  process.env['AAAS_TEST_SCHEMA_PREFIX'] ??= `t_${randomBytes(4).toString('hex')}`;
  const started = await Promise.all([database(), redis()]);
  return {
    stop: async () => {
      if (!started[0]) await dropSchemas(process.env['TEST_MYSQL_URL'], process.env['AAAS_TEST_SCHEMA_PREFIX']);
      await Promise.all(started.map(async (server) => server?.stop()));
    },
  };
}

/** On a server that stays, leaves nothing of this run behind. */
async function dropSchemas(url: string | undefined, prefix: string | undefined): Promise<void> {
  if (!url || !prefix) return;
  const connection = await openMysql({ uri: url });
  const [rows] = await connection.query('SHOW DATABASES LIKE ?', [`${prefix}%`]);
  for (const row of rows as Record<string, string>[]) {
    const name = Object.values(row)[0];
    if (name) await connection.query('DROP DATABASE IF EXISTS ??', [name]);
  }
  await connection.end();
}
