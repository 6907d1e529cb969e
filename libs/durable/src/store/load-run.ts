import type { Decider } from '../decider.port.js';
import { Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';
import { RunMemory, runnerEvents, type AnyEvent } from '../runner/run-memory.js';
import { readHistory, type HistoryRow } from './history.repository.js';
import { unpacked } from './packed-rows.js';
import type { SqlExecutor } from './sql-store.port.js';

const pageRows = 1000;

/** The payload of a row; undefined when it has none. */
export const payloadOf = (row: { output: string | null; output_ref: string | null }): Payload | undefined => {
  if (row.output_ref !== null) return Payload.stored(row.output_ref);
  return row.output === null ? undefined : Payload.inline(row.output);
};

interface Snapshot {
  seq: number;
  version: number;
  state: string;
  state_ref: string | null;
}

/** A run as its history tells it: a snapshot of the same decider version spares deciding again, never reading again. */
export async function loadRun<S>(
  on: SqlExecutor,
  runId: string,
  decider: Decider<S>,
  input: Payload,
  payloads: Pick<Payloads, 'getSnapshot'>,
): Promise<RunMemory<S>> {
  const memory = new RunMemory<S>(decider, input);
  const [snapshot] = await on.query<Snapshot>(
    'SELECT seq, version, state, state_ref FROM durable_snapshots WHERE run_id = ?',
    [runId],
  );
  if (snapshot?.version === decider.version) {
    const { seq, state, state_ref } = snapshot;
    const text = state_ref === null ? state : await payloads.getSnapshot(state_ref, seq);
    if (text !== undefined) {
      memory.state = JSON.parse(text) as S;
      memory.snapshotSeq = seq;
    }
  }
  await catchUp(on, runId, memory);
  return memory;
}

/** Folds in the rows that came since. */
export async function catchUp<S>(on: SqlExecutor, runId: string, memory: RunMemory<S>): Promise<void> {
  for (;;) {
    const rows = await readHistory(on, runId, memory.seq, pageRows);
    for (const row of rows) for (const each of unpacked(row)) foldRow(memory, each);
    if (rows.length < pageRows) return;
  }
}

function foldRow<S>(memory: RunMemory<S>, row: HistoryRow): void {
  const event = JSON.parse(row.event) as AnyEvent;
  if (runnerEvents.has(event.type)) {
    memory.note(event, row.seq, undefined);
    if (event.type === 'run.finished') memory.end(payloadOf(row));
  } else if (row.seq <= memory.snapshotSeq) memory.note(event, row.seq, payloadOf(row));
  else memory.apply(event, row.seq, payloadOf(row));
}
