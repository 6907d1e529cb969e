/** Runs that begin with what another run had: its outputs lie in the new run's own history, before anybody takes its lease. */
import { limits } from '../limits.js';
import type { Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';
import { appendHistoryLater, readAround, type HistoryRow, type NewHistoryRow } from './history.repository.js';
import { payloadOf } from './load-run.js';
import { outputsIn, unpacked } from './packed-rows.js';
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
  const firsts = await rowsOf(on, from);
  for (let first = 0; first < kept.length; first += page) {
    const some = kept.slice(first, first + page);
    const outputs = await outputsOf(
      on,
      from,
      firsts,
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

const rowsOf = async (on: SqlExecutor, runId: string): Promise<number[]> =>
  (await on.query<{ seq: number }>('SELECT seq FROM durable_history WHERE run_id = ? ORDER BY seq', [runId])).map(
    ({ seq }) => seq,
  );

/** What lies beside events of a run. `firsts`: the seqs of its rows in order, each of which may hold several events. */
async function outputsOf(
  on: SqlExecutor,
  runId: string,
  firsts: readonly number[],
  seqs: readonly number[],
): Promise<Map<number, Payload>> {
  const wanted = new Set(seqs);
  const rows = new Set(seqs.map((seq) => firsts.findLast((first) => first <= seq) ?? seq));
  const found = await on.query<HistoryRow>(
    `SELECT seq, event, output, output_ref FROM durable_history WHERE run_id = ? AND seq IN (${marks(rows.size)})`,
    [runId, ...rows],
  );
  return new Map(
    found.flatMap(unpacked).flatMap((row) => {
      const payload = wanted.has(row.seq) ? payloadOf(row) : undefined;
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

/** What happened after a seq, oldest first, without the payloads beside it. */
export async function readEvents(
  on: SqlExecutor,
  runId: string,
  after: number,
  limit: number,
): Promise<HistoryEvent[]> {
  const rows = await readAround(on, runId, after, limit + 1, withoutOutputs);
  return rows
    .flatMap(eventsOf)
    .filter(({ seq }) => seq > after)
    .slice(0, limit);
}

/** As `readHistory` selects, with a mark instead of what lies beside. */
const withoutOutputs =
  "seq, event, CASE WHEN output IS NULL AND output_ref IS NULL THEN NULL ELSE '' END AS output, NULL AS output_ref";

function eventsOf(row: HistoryRow): HistoryEvent[] {
  const hasAny = row.output !== null;
  const flags = outputsIn(row.event);
  return unpacked({ ...row, output: null }).map(({ seq, event }, index) => ({
    seq,
    event: JSON.parse(event) as HistoryEvent['event'],
    hasOutput: hasAny && (flags?.[index] ?? true),
  }));
}
