import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { launchDistributed, launchEmbedded } from '#libs/testing';

export type Mode = 'embedded' | 'distributed';

/** A platform under measurement. `api` answers for runs without a gateway's limits; `pids` are its Node processes. */
export interface Bench {
  url: string;
  api: string;
  pids: number[];
  stop(): Promise<void>;
}

/** Starts the platform as it is shipped. @throws when its database would acknowledge what is not on disk */
export async function startPlatform(mode: Mode, { noop = false } = {}): Promise<Bench> {
  const env: Record<string, string> = {
    LOG_LEVEL: 'warn',
    ...(noop ? { NODE_OPTIONS: `--import ${join(process.cwd(), 'dist/bench/noop-kind.js')}` } : {}),
  };
  if (mode === 'embedded') {
    const platform = await launchEmbedded({ env });
    return { url: platform.url, api: platform.url, pids: [platform.pid!], stop: () => platform.stop() };
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
    stop,
  };
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
