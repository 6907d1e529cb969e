import { randomBytes } from 'node:crypto';
import { openMysql, openRedis } from './clients.js';

function sharedAddress(variable: 'TEST_MYSQL_URL' | 'TEST_REDIS_URL'): string {
  const url = process.env[variable];
  if (!url)
    throw new Error(
      `${variable} is not set. Jest's projects int and e2e start the servers and set it; name the file .int-spec.ts.`,
    );
  return url;
}

export interface FreshSchema {
  /** `mysql://…/<schema>` of a user that may do all. */
  url: string;
  name: string;
  drop(): Promise<void>;
}

/** An empty schema of its own on the run's shared MySQL or MariaDB. Call `drop()` in `afterAll`. */
export async function freshMysqlSchema(): Promise<FreshSchema> {
  const server = sharedAddress('TEST_MYSQL_URL');
  const name = `${process.env['AAAS_TEST_SCHEMA_PREFIX'] ?? 't'}_${randomBytes(5).toString('hex')}`;
  await statement(server, 'CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', name);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), name, drop: () => statement(server, 'DROP DATABASE IF EXISTS ??', name) };
}

async function statement(url: string, sql: string, name: string): Promise<void> {
  const connection = await openMysql({ uri: url });
  try {
    await connection.query(sql, [name]);
  } finally {
    await connection.end();
  }
}

export interface FreshRedis {
  /** `redis://…/<database number>`: keys and lists are alone there. Pub/sub is not: put `prefix` before channel names. */
  url: string;
  prefix: string;
  /** All keys with what they hold, as text: to look for what must not be there. */
  dump(): Promise<string[]>;
  /** Empties the database. */
  drop(): Promise<void>;
}

/** An empty database of its own on the run's shared Redis. Call `drop()` in `afterAll`. */
export async function freshRedis(): Promise<FreshRedis> {
  const server = sharedAddress('TEST_REDIS_URL');
  const control = await openRedis(server);
  try {
    const answer = (await control.config('GET', 'databases')) as string[];
    const databases = Number(answer[1] ?? 16);
    const number = 1 + ((await control.incr('aaas:test:database')) % (databases - 1));
    const url = new URL(server);
    url.pathname = `/${number}`;
    await flush(url.toString());
    const address = url.toString();
    const prefix = `t${randomBytes(4).toString('hex')}:`;
    return { url: address, prefix, dump: () => dump(address), drop: () => flush(address) };
  } finally {
    control.disconnect();
  }
}

async function flush(url: string): Promise<void> {
  const redis = await openRedis(url);
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}

async function dump(url: string): Promise<string[]> {
  const redis = await openRedis(url);
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    hash: (key) => redis.hgetall(key),
    zset: (key) => redis.zrange(key, 0, -1, 'WITHSCORES'),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  try {
    const read = async (key: string) =>
      `${key} ${JSON.stringify((await readers[await redis.type(key)]?.(key)) ?? null)}`;
    return await Promise.all((await redis.keys('*')).map(read));
  } finally {
    redis.disconnect();
  }
}
