import { eventsIn, headLength, packed, unpacked } from './packed-rows.js';
import { marks } from './run-rows.js';
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
    for (const row of packed(rows)) params.push(runId, row.seq, lease, row.event, row.output, row.outputRef);
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

/** Rows after `seq`, the last one that a commit wrote; oldest first, as they lie there. */
export const readHistory = (on: SqlExecutor, runId: string, seq: number, limit: number): Promise<HistoryRow[]> =>
  on.query<HistoryRow>(
    'SELECT seq, event, output, output_ref FROM durable_history WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
    [runId, seq, limit],
  );

/** Rows that one statement reads. */
const pageRows = 100;

/** What happened after `after`, oldest first, at most `limit`, one row for each event. */
export async function readEach(on: SqlExecutor, runId: string, after: number, limit: number): Promise<HistoryRow[]> {
  const found: HistoryRow[] = [];
  for (let from = after; found.length < limit;) {
    const asked = Math.min(limit - found.length, pageRows) + 1;
    const rows = await readAround(on, runId, from, asked);
    for (const row of rows.flatMap(unpacked)) if (row.seq > from) found.push(row);
    if (rows.length < asked) break;
    from = found.at(-1)!.seq;
  }
  return found.slice(0, limit);
}

/** From the row on in which `seq` lies, as they lie there. */
export const readAround = (
  on: SqlExecutor,
  runId: string,
  seq: number,
  limit: number,
  columns = 'seq, event, output, output_ref',
): Promise<HistoryRow[]> =>
  on.query<HistoryRow>(
    `SELECT ${columns} FROM durable_history WHERE run_id = ? AND ` +
      'seq >= (SELECT COALESCE(MAX(seq), 0) FROM durable_history WHERE run_id = ? AND seq <= ?) ORDER BY seq LIMIT ?',
    [runId, runId, seq, limit],
  );

/** What lies beside the last event, as JSON text; null when nothing does, or when it is too large to lie there. */
export async function lastOutput(on: SqlExecutor, runId: string): Promise<string | null> {
  const rows = await on.query<HistoryRow>(
    'SELECT seq, event, output, output_ref FROM durable_history WHERE run_id = ? ORDER BY seq DESC LIMIT 1',
    [runId],
  );
  return rows.flatMap(unpacked).at(-1)?.output ?? null;
}

/** The last event's seq by run; runs without history are missing. */
export async function lastSeqs(on: SqlExecutor, runIds: readonly string[]): Promise<Map<string, number>> {
  if (runIds.length === 0) return new Map();
  const rows = await on.query<{ run_id: string; seq: number; head: string }>(
    `SELECT h.run_id, h.seq, SUBSTR(h.event, 1, ${headLength}) AS head FROM durable_history h ` +
      `JOIN (SELECT run_id, MAX(seq) AS seq FROM durable_history WHERE run_id IN (${marks(runIds.length)}) GROUP BY run_id) AS last ` +
      'ON last.run_id = h.run_id AND last.seq = h.seq',
    runIds,
  );
  return new Map(rows.map(({ run_id, seq, head }) => [run_id, seq + eventsIn(head) - 1]));
}
