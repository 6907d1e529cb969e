/** Runs that begin with what another run had: its outputs lie in the new run's own history, before anybody takes its lease. */
import { limits } from '../limits.js';
import type { Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';
import { appendHistoryLater, type HistoryRow, type NewHistoryRow } from './history.repository.js';
import { payloadOf } from './load-run.js';
import { marks } from './run-rows.js';
import type { SqlExecutor, SqlTransaction } from './sql-store.port.js';

/** The first rows of a history: `run.started`, and one for each output that is kept. */
export interface Beginning {
  readonly rows: readonly NewHistoryRow[];
}

/** An output of another run, by the row that it lies beside there, and the event that it lies beside here. */
export interface KeptOutput {
  seq: number;
  event: { type: string; path: string; [field: string]: unknown };
}

const page = 500;

/** Reads the outputs and writes large ones under the new run: nothing of it may point into the old one, which can be deleted. */
export async function beginningOf(
  on: SqlExecutor,
  payloads: Payloads,
  {
    to,
    from,
    started,
    kept,
    at,
  }: { to: { id: string; companyId: string }; from: string; started: object; kept: readonly KeptOutput[]; at: number },
): Promise<Beginning> {
  const rows: NewHistoryRow[] = [
    { seq: 1, event: JSON.stringify({ ...started, type: 'run.started', at }), output: null, outputRef: null },
  ];
  for (let first = 0; first < kept.length; first += page) {
    const some = kept.slice(first, first + page);
    const outputs = await outputsOf(
      on,
      from,
      some.map(({ seq }) => seq),
    );
    for (const { seq, event } of some) {
      const old = outputs.get(seq);
      const output = old?.ref === undefined ? old : await moved(payloads, to, old);
      rows.push({
        seq: rows.length + 1,
        event: JSON.stringify({ ...event, at }),
        output: output && output.ref === undefined ? (output.json ?? null) : null,
        outputRef: output?.ref ?? null,
      });
    }
  }
  return { rows };
}

async function outputsOf(on: SqlExecutor, runId: string, seqs: readonly number[]): Promise<Map<number, Payload>> {
  const rows = await on.query<HistoryRow>(
    `SELECT seq, event, output, output_ref FROM durable_history WHERE run_id = ? AND seq IN (${marks(seqs.length)})`,
    [runId, ...seqs],
  );
  return new Map(
    rows.flatMap((row) => {
      const payload = payloadOf(row);
      return payload ? [[row.seq, payload] as const] : [];
    }),
  );
}

async function moved(payloads: Payloads, to: { id: string; companyId: string }, old: Payload): Promise<Payload> {
  await payloads.load(old);
  return payloads.encode(to, old.value, 'An output that is kept');
}

/** Writes the first rows of a run. */
export function appendBeginning(tx: SqlTransaction, runId: string, { rows }: Beginning): void {
  let some: NewHistoryRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = row.event.length + (row.output?.length ?? 0);
    if (some.length > 0 && (some.length >= limits.commitRows || bytes + size > limits.commitBytes)) {
      appendHistoryLater(tx, [{ runId, lease: 0, rows: some }]);
      some = [];
      bytes = 0;
    }
    some.push(row);
    bytes += size;
  }
  appendHistoryLater(tx, [{ runId, lease: 0, rows: some }]);
}

/** A row of history without what lies beside it. */
export interface HistoryEvent {
  seq: number;
  event: { type: string; path?: string; [field: string]: unknown };
  hasOutput: boolean;
}

/** Rows after a seq, oldest first, without the payloads beside them. */
export async function readEvents(
  on: SqlExecutor,
  runId: string,
  after: number,
  limit: number,
): Promise<HistoryEvent[]> {
  const rows = await on.query<{ seq: number; event: string; has_output: number }>(
    'SELECT seq, event, CASE WHEN output IS NULL AND output_ref IS NULL THEN 0 ELSE 1 END AS has_output FROM durable_history WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
    [runId, after, limit],
  );
  return rows.map(({ seq, event, has_output }) => ({
    seq,
    event: JSON.parse(event) as HistoryEvent['event'],
    hasOutput: Number(has_output) === 1,
  }));
}
