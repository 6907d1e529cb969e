import { marks } from './run-rows.js';
import type { SqlExecutor, SqlValue } from './sql-store.port.js';

/** Which runs a worker takes, by their group: those of these groups alone, or all but those of some. All of them unless set. */
export interface Serving {
  only?: readonly string[] | undefined;
  except?: readonly string[] | undefined;
}

/** A worker whose lease holds. */
export interface LivingWorker {
  id: string;
  startedAt: number;
  expiresAt: number;
  /** Runs that it has room for in all; 0 of a process that takes none. */
  capacity: number;
  serving: Serving;
}

export async function livingWorkers(on: SqlExecutor): Promise<LivingWorker[]> {
  const rows = await on.query<{
    id: string;
    started_at: number;
    expires_at: number;
    capacity: number;
    serves: string | null;
  }>(
    `SELECT id, started_at, expires_at, capacity, serves FROM durable_workers WHERE expires_at > ${on.sql.now} ORDER BY started_at, id`,
  );
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    capacity: row.capacity,
    serving: row.serves === null ? {} : (JSON.parse(row.serves) as Serving),
  }));
}

/** Runs that each worker holds; of one company, if one is given. */
export async function heldByWorker(on: SqlExecutor, companyId?: string): Promise<Map<string, number>> {
  const rows = await on.query<{ lease_worker: string; held: number }>(
    `SELECT lease_worker, COUNT(*) AS held FROM durable_runs WHERE lease_worker IS NOT NULL${companyId === undefined ? '' : ' AND company_id = ?'} GROUP BY lease_worker`,
    companyId === undefined ? [] : [companyId],
  );
  return new Map(rows.map(({ lease_worker, held }) => [lease_worker, Number(held)]));
}

/** Runs that have work to do and no holder. */
export interface Waiting {
  runs: number;
  /** How long the first of them has waited, ms. */
  oldestMs: number;
}

/** What waits in each of these groups; of one company, if one is given. */
export async function waitingByGroup(
  on: SqlExecutor,
  kind: string,
  groups: readonly string[],
  at: number,
  companyId?: string,
): Promise<Map<string, Waiting>> {
  if (groups.length === 0) return new Map();
  const rows = await on.query<{ group_id: string; runs: number; oldest: number }>(
    `SELECT group_id, COUNT(*) AS runs, MIN(ready_at) AS oldest FROM durable_runs WHERE line IN (0, 1, 2) AND ready_at > 0 AND lease_worker IS NULL AND kind = ? AND group_id IN (${marks(groups.length)})${companyId === undefined ? '' : ' AND company_id = ?'} GROUP BY group_id`,
    [kind, ...groups, ...(companyId === undefined ? [] : [companyId])],
  );
  return new Map(
    rows.map(({ group_id, runs, oldest }) => [group_id, { runs: Number(runs), oldestMs: Math.max(0, at - oldest) }]),
  );
}

export const takes = ({ only, except }: Serving, group: string | null): boolean =>
  only ? group !== null && only.includes(group) : group === null || !except?.includes(group);

/** The same as a condition on `durable_runs`: begins with ` AND`, or is empty. */
export function servedBy({ only, except }: Serving): { sql: string; params: readonly SqlValue[] } {
  if (only) return { sql: ` AND group_id IN (${marks(only.length)})`, params: only };
  if (!except || except.length === 0) return { sql: '', params: [] };
  return { sql: ` AND (group_id IS NULL OR group_id NOT IN (${marks(except.length)}))`, params: except };
}
