import type { SqlExecutor, SqlTransaction, SqlValue } from './sql-store.port.js';

/** A row about to be appended. `event` is JSON text. */
export interface NewHistoryRow {
  seq: number;
  event: string;
  output: string | null;
  outputRef: string | null;
}

export interface HistoryRow {
  seq: number;
  event: string;
  output: string | null;
  output_ref: string | null;
}

const insertTexts = new Map<number, string>();
function insertText(count: number): string {
  let text = insertTexts.get(count);
  if (text === undefined) {
    text = `INSERT INTO durable_history (run_id, seq, lease, event, output, output_ref) VALUES ${Array<string>(count).fill('(?, ?, ?, ?, ?, ?)').join(', ')}`;
    insertTexts.set(count, text);
  }
  return text;
}

/** What was appended by one lease of a run. */
export interface HistoryAppend {
  runId: string;
  lease: number;
  rows: readonly NewHistoryRow[];
}

/** Appends rows of several runs in one statement. @throws a duplicate key when one of them has such a row already: its holder is stale. */
export async function appendHistory(on: SqlExecutor, appends: readonly HistoryAppend[]): Promise<void> {
  const params = valuesOf(appends);
  if (params.length > 0) await on.run(insertText(params.length / rowValues), params);
}

/** The same with a transaction's next statement or its commit, which then throws. */
export function appendHistoryLater(tx: SqlTransaction, appends: readonly HistoryAppend[]): void {
  const params = valuesOf(appends);
  if (params.length > 0) tx.later(insertText(params.length / rowValues), params);
}

const rowValues = 6;
function valuesOf(appends: readonly HistoryAppend[]): SqlValue[] {
  const params: SqlValue[] = [];
  for (const { runId, lease, rows } of appends)
    for (const row of rows) params.push(runId, row.seq, lease, row.event, row.output, row.outputRef);
  return params;
}

/** True when the row was written under this lease: a commit whose answer was lost has happened. */
export async function isOwnRow(on: SqlExecutor, runId: string, seq: number, lease: number): Promise<boolean> {
  const rows = await on.query<{ lease: number }>('SELECT lease FROM durable_history WHERE run_id = ? AND seq = ?', [
    runId,
    seq,
  ]);
  return rows[0]?.lease === lease;
}

/** Rows after `seq`, oldest first. */
export const readHistory = (on: SqlExecutor, runId: string, seq: number, limit: number): Promise<HistoryRow[]> =>
  on.query<HistoryRow>(
    'SELECT seq, event, output, output_ref FROM durable_history WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
    [runId, seq, limit],
  );

/** What lies beside the last row, as JSON text; null when nothing does, or when it is too large to lie there. */
export async function lastOutput(on: SqlExecutor, runId: string): Promise<string | null> {
  const [row] = await on.query<{ output: string | null }>(
    'SELECT output FROM durable_history WHERE run_id = ? ORDER BY seq DESC LIMIT 1',
    [runId],
  );
  return row?.output ?? null;
}

/** The last row's seq by run; runs without history are missing. */
export async function lastSeqs(on: SqlExecutor, runIds: readonly string[]): Promise<Map<string, number>> {
  if (runIds.length === 0) return new Map();
  const rows = await on.query<{ run_id: string; seq: number }>(
    `SELECT run_id, MAX(seq) AS seq FROM durable_history WHERE run_id IN (${runIds.map(() => '?').join(', ')}) GROUP BY run_id`,
    runIds,
  );
  return new Map(rows.map((row) => [row.run_id, row.seq]));
}
