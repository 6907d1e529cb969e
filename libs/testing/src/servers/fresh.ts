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

export interface RedisWatch {
  /** Name and arguments of each, the oldest first. */
  commands: readonly string[][];
  stop(): void;
}

export interface FreshRedis {
  /** `redis://…/<database number>`: keys and lists are alone there. Pub/sub is not: put `prefix` before channel names. */
  url: string;
  prefix: string;
  /** From now on every command that is sent there, what is there for a moment only included: to look for what must not be sent. */
  watch(): Promise<RedisWatch>;
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
    return { url: address, prefix, watch: () => watch(address), drop: () => flush(address) };
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

/** Redis shows what every client of the server does, whichever database it uses. */
async function watch(url: string): Promise<RedisWatch> {
  const redis = await openRedis(url);
  const number = new URL(url).pathname.slice(1);
  const monitor = await redis.monitor();
  const commands: string[][] = [];
  monitor.on('monitor', (_time: string, args: string[], _source: string, database: string) => {
    if (database === number) commands.push(args);
  });
  const stop = () => {
    monitor.disconnect();
    redis.disconnect();
  };
  return { commands, stop };
}
