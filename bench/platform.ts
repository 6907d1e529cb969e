import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { launchDistributed, launchEmbedded, type DistributedPlatform } from '#libs/testing';
import { withChildren, type Pids } from './processor.js';

export type Mode = 'embedded' | 'distributed';

/** A platform under measurement. `api` answers for runs without a gateway's limits; `pids` are its Node processes. */
export interface Bench {
  url: string;
  api: string;
  pids: number[];
  /** Addresses of the processes that carry out runs: a worker, and the API that takes those that are waited for. */
  workers: string[];
  /** Its processes by role, servers included. */
  roles: Pids;
  /** Statements that the database server was asked so far; undefined where there is no server. */
  statements(): Promise<Record<string, number> | undefined>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  /** Adds the kind `bench.noop`. */
  noop?: boolean;
  /** Modules of this folder that every process loads first. */
  preload?: readonly string[];
  env?: Record<string, string>;
}

/** With `BENCH_PROFILE=<folder>` every process leaves a CPU profile of what is measured there. */
function settingsOf(noop: boolean, preload: readonly string[]): Record<string, string> {
  const folder = process.env['BENCH_PROFILE'];
  const preloads = [...(noop ? ['noop-kind'] : []), ...(folder ? ['profile-on-signal'] : []), ...preload];
  return {
    LOG_LEVEL: 'warn',
    ...(folder ? { BENCH_PROFILE: folder } : {}),
    ...(preloads.length > 0
      ? { NODE_OPTIONS: preloads.map((name) => `--import ${join(process.cwd(), `dist/bench/${name}.js`)}`).join(' ') }
      : {}),
  };
}

/** Begins or ends the CPU profiles, when BENCH_PROFILE asks for them. */
export function toggleProfiles({ pids }: Pick<Bench, 'pids'>): void {
  if (process.env['BENCH_PROFILE']) for (const pid of pids) process.kill(pid, 'SIGUSR2');
}

const rolesOf = ({ api, workers, database, redis, gateway }: DistributedPlatform): Pids => ({
  ...Object.fromEntries(Object.entries(api).map(([name, list]) => [name, list.map(({ pid }) => pid!)])),
  ...Object.fromEntries(Object.entries(workers).map(([name, list]) => [`${name}Worker`, list.map(({ pid }) => pid!)])),
  database: database ? [database.pid!] : [],
  redis: [redis.pid!],
  gateway: withChildren(gateway.pid!),
});

/** Starts the platform as it is shipped. @throws when its database would acknowledge what is not on disk */
export async function startPlatform(
  mode: Mode,
  { noop = false, preload = [], env: more = {} }: BenchOptions = {},
): Promise<Bench> {
  const env: Record<string, string> = {
    ...settingsOf(noop, preload),
    ...more,
  };
  if (mode === 'embedded') {
    const platform = await launchEmbedded({ env });
    const pids = [platform.pid!];
    return {
      url: platform.url,
      api: platform.url,
      pids,
      roles: { platform: pids },
      workers: [platform.url],
      statements: () => Promise.resolve(undefined),
      stop: () => platform.stop(),
    };
  }
  const platform = await launchDistributed({ env });
  const stop = () => platform.stop();
  try {
    await assertDurable(platform.database!.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: platform.url,
    api: platform.api.company[0]!.url,
    pids: platform.processes.map(({ pid }) => pid!),
    workers: [...platform.workers.company, ...platform.api.company].map(({ url }) => url),
    roles: rolesOf(platform),
    statements: () => statementsOf(platform.database!.url),
    stop,
  };
}

async function statementsOf(url: string): Promise<Record<string, number>> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Com_commit', 'Com_insert', 'Com_select', 'Com_update')",
    );
    return Object.fromEntries(
      (rows as { Variable_name: string; Value: string }[]).map(({ Variable_name: name, Value }) => [
        name.replace('Com_', '').toLowerCase(),
        Number(Value),
      ]),
    );
  } finally {
    await connection.end();
  }
}

/** SQLite is opened with `synchronous=FULL` by the platform itself, which its own suite checks. */
async function assertDurable(url: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query("SHOW VARIABLES LIKE 'innodb_flush_log_at_trx_commit'");
    const [row] = rows as { Value: string }[];
    if (row?.Value !== '1')
      throw new Error(`innodb_flush_log_at_trx_commit is ${row?.Value}; a measurement counts only with 1`);
  } finally {
    await connection.end();
  }
}
