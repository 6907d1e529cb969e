import { limits } from '../limits.js';
import { marks, runColumns, type RunRow, type RunRowWithInput } from './run-rows.js';
import { servedBy, type Serving } from './serving.js';
import type { SqlExecutor, SqlStore, SqlTransaction, SqlValue } from './sql-store.port.js';

export interface NewRun {
  id: string;
  kind: string;
  companyId: string;
  group: string | null;
  ref: string | null;
  priority: number;
  input: string | null;
  inputRef: string | null;
  trace: string | null;
  createdAt: number;
  admitted: boolean;
  /** Epoch ms before which it does not begin. */
  notBefore: number | undefined;
  /** Worker that takes the lease in the same commit. */
  worker: string | undefined;
}

/** The row of a new run. */
export const newRunRow = (run: NewRun): RunRowWithInput => ({
  id: run.id,
  kind: run.kind,
  company_id: run.companyId,
  group_id: run.group,
  ref: run.ref,
  priority: run.priority,
  // Until a commit tells of its start: one that dies before must leave the telling to the next holder.
  status: 'queued',
  wake: 0,
  ready_at: run.worker === undefined && run.notBefore === undefined ? run.createdAt : null,
  due_at: run.notBefore ?? null,
  admitted: run.admitted ? 1 : 0,
  lease_worker: run.worker ?? null,
  lease: run.worker === undefined ? 0 : 1,
  crashes: 0,
  stalls: 0,
  error: null,
  created_at: run.createdAt,
  started_at: run.worker === undefined ? null : run.createdAt,
  finished_at: null,
  input: run.input,
  input_ref: run.inputRef,
  trace: run.trace,
});

/** False when there is such a run already: then nothing was written. */
export async function insertRun(on: SqlExecutor, row: RunRowWithInput): Promise<boolean> {
  const entries = Object.entries(row) as [string, SqlValue][];
  const { changes } = await on.run(
    `${on.sql.insertIgnore} INTO durable_runs (${entries.map(([column]) => column).join(', ')}) VALUES (${marks(entries.length)})`,
    entries.map(([, value]) => value),
  );
  return changes > 0;
}

/** Rows of one statement: SQLite takes 32,766 values. */
const mostRows = 250;

/** Writes new runs, many in one statement, with the transaction's next one or its commit: that throws a duplicate key when there is one of them already. */
export function insertRunsLater(tx: SqlTransaction, rows: readonly RunRowWithInput[]): void {
  for (let from = 0; from < rows.length;) {
    let end = from;
    for (let bytes = 0; end < rows.length && end - from < mostRows; end++) {
      bytes += rows[end]!.input?.length ?? 0;
      if (end > from && bytes > limits.commitBytes) break;
    }
    insertSome(tx, rows.slice(from, end));
    from = end;
  }
}

function insertSome(tx: SqlTransaction, rows: readonly RunRowWithInput[]): void {
  const columns = Object.keys(rows[0]!) as (keyof RunRowWithInput)[];
  tx.later(
    `INSERT INTO durable_runs (${columns.join(', ')}) VALUES ${Array<string>(rows.length)
      .fill(`(${marks(columns.length)})`)
      .join(', ')}`,
    rows.flatMap((row) => columns.map((column) => row[column])),
  );
}

export async function findRun(on: SqlExecutor, id: string): Promise<RunRow | undefined> {
  return (await on.query<RunRow>(`SELECT ${runColumns} FROM durable_runs WHERE id = ?`, [id]))[0];
}

/** Raises the wake number: the run has something to do. False when there is no such run or it is over. `urgent` needs no place. */
export async function raiseWake(on: SqlExecutor, id: string, at: number, urgent: boolean): Promise<boolean> {
  const { changes } = await on.run(
    `UPDATE durable_runs SET wake = wake + 1, ready_at = COALESCE(ready_at, ?)${urgent ? ', admitted = 1' : ''} WHERE id = ? AND finished_at IS NULL`,
    [at, id],
  );
  return changes > 0;
}

/** Raises the wake of runs whose timer is due and that nobody holds. Returns how many. */
export async function raiseDue(on: SqlStore, at: number): Promise<number> {
  const due = await on.query<{ id: string }>(
    'SELECT id FROM durable_runs WHERE due_at <= ? AND lease_worker IS NULL ORDER BY due_at LIMIT 1000',
    [at],
  );
  if (due.length === 0) return 0;
  const { changes } = await on.run(
    `UPDATE durable_runs SET wake = wake + 1, ready_at = COALESCE(ready_at, due_at), due_at = NULL WHERE id IN (${marks(due.length)}) AND due_at <= ? AND lease_worker IS NULL`,
    [...due.map(({ id }) => id), at],
  );
  return changes;
}

/** The same for one run, when its own hint comes. Returns its company if it was due. */
export async function raiseDueRun(on: SqlExecutor, id: string, at: number): Promise<string | undefined> {
  const [run] = await on.query<{ company_id: string }>(
    'SELECT company_id FROM durable_runs WHERE id = ? AND due_at <= ? AND lease_worker IS NULL',
    [id, at],
  );
  if (!run) return undefined;
  const { changes } = await on.run(
    'UPDATE durable_runs SET wake = wake + 1, ready_at = COALESCE(ready_at, due_at), due_at = NULL WHERE id = ? AND due_at <= ? AND lease_worker IS NULL',
    [id, at],
  );
  return changes > 0 ? run.company_id : undefined;
}

/** Runs that have a place and work to do since before `before`, and no holder. Oldest first. */
export async function readyRuns(
  on: SqlExecutor,
  before: number,
  limit: number,
  serving: Serving = {},
): Promise<string[]> {
  const served = servedBy(serving);
  const rows = await on.query<{ id: string }>(
    `SELECT id FROM durable_runs WHERE line = 2 AND ready_at <= ? AND lease_worker IS NULL${served.sql} ORDER BY ready_at LIMIT ?`,
    [before, ...served.params, limit],
  );
  return rows.map(({ id }) => id);
}

/** Wake numbers of the runs that a worker has leased. */
export async function leasedBy(on: SqlExecutor, workerId: string): Promise<Map<string, number>> {
  const rows = await on.query<{ id: string; wake: number }>(
    'SELECT id, wake FROM durable_runs WHERE lease_worker = ?',
    [workerId],
  );
  return new Map(rows.map(({ id, wake }) => [id, wake]));
}

/** Runs whose holder is not among the living. */
export async function abandonedRuns(
  on: SqlExecutor,
  live: ReadonlySet<string>,
  limit: number,
  serving: Serving = {},
): Promise<string[]> {
  const served = servedBy(serving);
  const except = live.size > 0 ? ` AND lease_worker NOT IN (${marks(live.size)})` : '';
  const rows = await on.query<{ id: string }>(
    `SELECT id FROM durable_runs WHERE lease_worker IS NOT NULL${except}${served.sql} ORDER BY id LIMIT ?`,
    [...live, ...served.params, limit],
  );
  return rows.map(({ id }) => id);
}

export interface QueueDepth {
  /** Runs with work to do that nobody holds. */
  ready: number;
  /** Of these, those without a place. */
  inLine: number;
  leased: number;
  /** Age of the oldest step that has a place and waits for a worker, milliseconds; 0 when there is none. */
  oldestDueMs: number;
  /** The same of those in line for a place: how long companies wait by their own limits. */
  oldestInLineMs: number;
}

/** How long the oldest run of a company with work to do has been held by nobody, milliseconds; 0 when there is none. */
export async function oldestReadyMs(on: SqlExecutor, companyId: string, at: number): Promise<number> {
  const [row] = await on.query<{ oldest: number | null }>(
    'SELECT MIN(ready_at) AS oldest FROM durable_runs WHERE line IN (0, 1, 2) AND company_id = ? AND ready_at > 0 AND lease_worker IS NULL',
    [companyId],
  );
  return row?.oldest ? Math.max(0, at - Number(row.oldest)) : 0;
}

export async function queueDepth(on: SqlExecutor, at: number): Promise<QueueDepth> {
  const ready = await on.query<{ admitted: number; runs: number; oldest: number }>(
    'SELECT admitted, COUNT(*) AS runs, MIN(ready_at) AS oldest FROM durable_runs WHERE line IN (0, 1, 2) AND ready_at > 0 AND lease_worker IS NULL GROUP BY admitted',
  );
  const leased = await on.query<{ runs: number }>(
    'SELECT COUNT(*) AS runs FROM durable_runs WHERE lease_worker IS NOT NULL',
  );
  const admitted = ready.find((row) => row.admitted === 1);
  const inLine = ready.find((row) => row.admitted === 0);
  return {
    ready: ready.reduce((sum, { runs }) => sum + runs, 0),
    inLine: inLine?.runs ?? 0,
    leased: leased[0]?.runs ?? 0,
    oldestDueMs: admitted ? Math.max(0, at - admitted.oldest) : 0,
    oldestInLineMs: inLine ? Math.max(0, at - inLine.oldest) : 0,
  };
}
