import type { HistoryAppend } from './history.repository.js';
import { appendHistoryLater, lastSeqs } from './history.repository.js';
import { marks, runColumns, type RunRowWithInput } from './run-rows.js';
import type { SqlExecutor, SqlStore, SqlTransaction } from './sql-store.port.js';

/** A run whose lease was just taken. */
export interface TakenRun {
  row: RunRowWithInput;
  /** Seq of the row that took it: the last of its history. */
  lease: number;
  /** True when it was never leased before: its history is the one row `run.started`. */
  isFresh: boolean;
  /** Leases in a row that ended by a crash without having committed anything. */
  crashes: number;
}

export interface TakeOptions {
  workerId: string;
  kinds: ReadonlySet<string>;
  /** Runs that the worker holds in memory; its other leases are leftovers and may be taken again. */
  isHeld: (runId: string) => boolean;
  /** Whether it takes runs of this group. */
  takes: (group: string | null) => boolean;
  now: () => number;
  /** How many runs may be taken that ended their workers twice already without progress: these go one at a time. */
  suspects: () => number;
}

/** Leases without progress after which the steps of a run go on in processes of their own, where its definition knows how. */
export const crashesUntilIsolated = 1;
/** And after which a run is held alone among its like. */
export const crashesUntilSuspect = 2;
/** And after which its outstanding steps fail for good: they end even a worker that lets them work elsewhere. */
export const crashesUntilDead = 5;

/** Ids of workers whose lease holds. */
export async function liveWorkers(on: SqlExecutor): Promise<Set<string>> {
  const rows = await on.query<{ id: string }>(`SELECT id FROM durable_workers WHERE expires_at > ${on.sql.now}`);
  return new Set(rows.map(({ id }) => id));
}

/** Removes the rows of workers that died over an hour ago. */
export async function forgetWorkers(on: SqlExecutor): Promise<void> {
  await on.run(`DELETE FROM durable_workers WHERE expires_at < ${on.sql.now} - 3600000`);
}

/**
 * Takes the leases of those of the runs that are free: admitted and ready, or left behind by a dead worker. Each taking appends a row,
 * with which a stale holder collides.
 * @throws a duplicate key when a stale holder wrote meanwhile; then nothing was taken.
 */
export const takeLeases = (store: SqlStore, runIds: readonly string[], options: TakeOptions): Promise<TakenRun[]> =>
  store.transaction((tx) => takeLeasesIn(tx, runIds, options));

/** As `takeLeases`, in the caller's transaction. `admits`: it gives these runs their places, so being in line is no hindrance. */
export async function takeLeasesIn(
  tx: SqlTransaction,
  runIds: readonly string[],
  options: TakeOptions,
  { admits = false } = {},
): Promise<TakenRun[]> {
  const locked = await tx.query<RunRowWithInput>(
    `SELECT ${runColumns}, input, input_ref FROM durable_runs WHERE id IN (${marks(runIds.length)}) AND finished_at IS NULL${tx.sql.forUpdateSkipLocked}`,
    runIds,
  );
  if (locked.length === 0) return [];
  const isAnyHeld = locked.some(({ lease_worker }) => lease_worker !== null);
  const live = isAnyHeld ? await liveWorkers(tx) : new Set<string>();
  const rows = locked.filter(
    (row) => options.kinds.has(row.kind) && options.takes(row.group_id) && isFree(row, live, options, admits),
  );
  if (rows.length === 0) return [];
  let suspects = options.suspects();
  const taken = (await planned(tx, rows)).filter(({ crashes }) => crashes < crashesUntilSuspect || suspects-- > 0);
  if (taken.length === 0) return [];
  appendHistoryLater(
    tx,
    taken.map((run) => leaseRow(run, options)),
  );
  claim(tx, taken, options);
  return taken;
}

function isFree(
  row: RunRowWithInput,
  live: ReadonlySet<string>,
  { workerId, isHeld }: TakeOptions,
  admits: boolean,
): boolean {
  if (row.lease_worker === null) return (admits || row.admitted === 1) && row.ready_at !== null;
  return row.lease_worker === workerId ? !isHeld(row.id) : !live.has(row.lease_worker);
}

async function planned(tx: SqlExecutor, rows: readonly RunRowWithInput[]): Promise<TakenRun[]> {
  const seqs = await lastSeqs(
    tx,
    rows.filter(({ lease }) => lease > 0).map(({ id }) => id),
  );
  return rows.map((row) => {
    const last = seqs.get(row.id) ?? 0;
    const crashed = row.lease_worker !== null && row.lease > 0;
    // A lease that committed anything made progress, so whatever ended it was not this run's doing alone.
    return { row, lease: last + 1, isFresh: last === 0, crashes: crashed && last === row.lease ? row.crashes + 1 : 0 };
  });
}

function leaseRow({ row, lease, isFresh }: TakenRun, { workerId, now }: TakeOptions): HistoryAppend {
  const event = isFresh ? { type: 'run.started', at: now() } : { type: 'lease.taken', at: now(), worker: workerId };
  return { runId: row.id, lease, rows: [{ seq: lease, event: JSON.stringify(event), output: null, outputRef: null }] };
}

function claim(tx: SqlTransaction, taken: readonly TakenRun[], { workerId, now }: TakeOptions): void {
  const fresh = taken.filter(({ isFresh }) => isFresh).map(({ row }) => row.id);
  if (fresh.length > 0)
    tx.later(
      `UPDATE durable_runs SET lease_worker = ?, lease = 1, admitted = 1, ready_at = NULL, due_at = NULL, started_at = ? WHERE id IN (${marks(fresh.length)})`,
      [workerId, now(), ...fresh],
    );
  for (const { row, lease, isFresh, crashes } of taken) {
    if (isFresh) continue;
    tx.later(
      'UPDATE durable_runs SET lease_worker = ?, lease = ?, crashes = ?, admitted = 1, ready_at = NULL, due_at = NULL WHERE id = ?',
      [workerId, lease, crashes, row.id],
    );
  }
}
