import { appendHistoryLater, lastSeqs } from './history.repository.js';
import { runColumns, type RunRow } from './run-rows.js';
import type { SqlTransaction } from './sql-store.port.js';

/**
 * Opens a run that failed once more: its history goes on with the event, which its decider must take as a new beginning. Requests that
 * nobody read before it ended (cancel, pause) were about the run as it was, and are dropped; signals and replies are kept.
 * @returns undefined when there is no such run, it has not failed, or its payloads are gone
 */
export async function reopenRun(
  tx: SqlTransaction,
  runId: string,
  event: { type: string; [field: string]: unknown },
  at: number,
): Promise<RunRow | undefined> {
  const [row] = await tx.query<RunRow>(
    `SELECT ${runColumns} FROM durable_runs WHERE id = ? AND status = 'failed' AND finished_at IS NOT NULL AND expired_at IS NULL${tx.sql.forUpdate}`,
    [runId],
  );
  if (!row) return undefined;
  const seq = ((await lastSeqs(tx, [runId])).get(runId) ?? 0) + 1;
  const told = { seq, event: JSON.stringify({ ...event, at }), output: null, outputRef: null };
  appendHistoryLater(tx, [{ runId, lease: row.lease, rows: [told] }]);
  tx.later(
    `UPDATE durable_inbox SET folded_seq = ? WHERE run_id = ? AND folded_seq IS NULL AND event LIKE '{"type":"run.%'`,
    [seq, runId],
  );
  tx.later(
    "UPDATE durable_runs SET status = 'running', error = NULL, finished_at = NULL, wake = wake + 1, ready_at = ?, due_at = NULL, admitted = 0, crashes = 0, stalls = 0 WHERE id = ?",
    [at, runId],
  );
  return row;
}
