import { marks } from './run-rows.js';
import type { SqlExecutor, SqlStore, SqlTransaction } from './sql-store.port.js';

/** History rows that one statement touches: a large run is no long lock. */
const rowsAtOnce = 2000;

/** Those of the runs that are over, with their companies; others are left alone, whoever asked. */
export async function finishedAmong(on: SqlExecutor, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<{ id: string; company_id: string }>(
    `SELECT id, company_id FROM durable_runs WHERE id IN (${marks(ids.length)}) AND finished_at IS NOT NULL`,
    ids,
  );
  return new Map(rows.map(({ id, company_id }) => [id, company_id]));
}

/** Those of the runs that have something in the payload store. */
export async function runsWithPayloads(on: SqlExecutor, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const among = marks(ids.length);
  const rows = await on.query<{ id: string }>(
    `SELECT id FROM durable_runs WHERE id IN (${among}) AND input_ref IS NOT NULL ` +
      `UNION SELECT run_id FROM durable_history WHERE run_id IN (${among}) AND output_ref IS NOT NULL ` +
      `UNION SELECT run_id FROM durable_snapshots WHERE run_id IN (${among}) AND state_ref IS NOT NULL ` +
      `UNION SELECT run_id FROM durable_inbox WHERE run_id IN (${among}) AND output_ref IS NOT NULL`,
    [...ids, ...ids, ...ids, ...ids],
  );
  return rows.map(({ id }) => id);
}

/** From here on the payloads of the runs count as gone, whatever is still there of them. */
export async function markExpired(on: SqlExecutor, ids: readonly string[], at: number): Promise<void> {
  await on.run(`UPDATE durable_runs SET expired_at = COALESCE(expired_at, ?) WHERE id IN (${marks(ids.length)})`, [
    at,
    ...ids,
  ]);
}

/** Empties what lies beside the events of a run, and its input. */
export async function emptyRun(store: SqlStore, id: string): Promise<void> {
  await inSteps(store, id, (from, to) =>
    store.run('UPDATE durable_history SET output = NULL, output_ref = NULL WHERE run_id = ? AND seq > ? AND seq <= ?', [
      id,
      from,
      to,
    ]),
  );
  await store.transaction(async (tx) => {
    await tx.run('UPDATE durable_inbox SET output = NULL, output_ref = NULL WHERE run_id = ?', [id]);
    await tx.run('DELETE FROM durable_snapshots WHERE run_id = ?', [id]);
    await tx.run('UPDATE durable_runs SET input = NULL, input_ref = NULL WHERE id = ?', [id]);
  });
}

/** Deletes the history of a run; its row stays until the end, so that what is interrupted is found again. */
export async function deleteHistory(store: SqlStore, id: string): Promise<void> {
  await inSteps(store, id, (from, to) =>
    store.run('DELETE FROM durable_history WHERE run_id = ? AND seq > ? AND seq <= ?', [id, from, to]),
  );
}

/** Deletes all but the history of runs. */
export async function deleteRuns(tx: SqlTransaction, ids: readonly string[]): Promise<void> {
  for (const table of ['durable_inbox', 'durable_snapshots'])
    await tx.run(`DELETE FROM ${table} WHERE run_id IN (${marks(ids.length)})`, ids);
  await tx.run(`DELETE FROM durable_runs WHERE id IN (${marks(ids.length)}) AND finished_at IS NOT NULL`, ids);
}

async function inSteps(
  on: SqlExecutor,
  id: string,
  act: (from: number, to: number) => Promise<unknown>,
): Promise<void> {
  const [row] = await on.query<{ last: number | null }>(
    'SELECT MAX(seq) AS last FROM durable_history WHERE run_id = ?',
    [id],
  );
  for (let from = 0; from < (row?.last ?? 0); from += rowsAtOnce) await act(from, from + rowsAtOnce);
}
