import { Durable } from '#libs/durable';
import { runStatus, stepViews, type FlowCommand, type FlowEvent, type RunState } from '#libs/engine';
import type { Database } from '#libs/platform/database';
import type { Definition } from '#libs/workflow';
import { Flows, loadedOf } from '../features/runs/flows.js';
import { pinnedOf, TriggeredDecider } from '../features/runs/pinned.js';
import type { CompanyBench } from './company-bench.js';

interface Row {
  seq: number;
  event: string;
  output: string | null;
}

/** A run as a released version carried it out. Files of released versions are never made anew. */
export interface RecordedRun {
  /** Release that wrote it. */
  version: string;
  definition: Definition;
  /** Trigger node that fired; the first one when absent. */
  trigger?: string;
  status: string;
  /** Statuses of all steps by path. */
  steps: Record<string, string>;
  rows: Row[];
  /** What the decider ordered after each row that it sees, by the row's seq. */
  commands: Record<string, FlowCommand[]>;
}

/** Rows that only the runner reads. */
const ofTheRunner = new Set(['lease.taken', 'run.finished', 'step.crashed', 'step.redriven']);

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Reads a run out of the database, without what names the machine. */
export async function record(bench: CompanyBench, runId: string, version: string): Promise<RecordedRun> {
  const [run] = await bench.db.query<{ ref: string; status: string }>(
    'SELECT ref, status FROM durable_runs WHERE id = ?',
    [runId],
  );
  const { versionId, trigger } = pinnedOf(run!.ref);
  const { definition } = await bench.get(Flows).get(bench.companyId, versionId);
  const rows = (await bench.get(Durable).history(runId, 0, Number.MAX_SAFE_INTEGER)).map(({ seq, event, ...row }) => ({
    seq,
    event: JSON.stringify(event),
    output: 'output' in row ? JSON.stringify(row.output) : null,
  }));
  const told = rows.map((row) => ({ ...row, event: row.event.replace(/"worker":"[^"]*"/, '"worker":"worker"') }));
  const shape = { definition, rows: told, ...(trigger === undefined ? {} : { trigger }) };
  const { state, commands, steps } = decided(shape);
  if (runStatus(state) !== run!.status) throw new Error(`${runId} is ${run!.status}, its history ${runStatus(state)}`);
  return { version, status: run!.status, ...shape, steps, commands };
}

/** Decides a history once more, from its first row to its last. */
export function decided({ definition, rows, trigger }: Pick<RecordedRun, 'definition' | 'rows' | 'trigger'>) {
  const { flow, decider } = loadedOf({ id: 'wfv_1', version: 1, contentHash: '', definition });
  const mine = trigger === undefined ? decider : new TriggeredDecider(flow, trigger);
  let state = mine.initial();
  const commands: Record<string, FlowCommand[]> = {};
  for (const { seq, event } of rows) {
    const parsed = JSON.parse(event) as FlowEvent;
    if (ofTheRunner.has(parsed.type)) continue;
    const answer = mine.decide(state, parsed);
    state = answer.state;
    commands[seq] = plain(answer.commands);
    // As after a restart at every single row.
    state = plain(state);
  }
  const steps = Object.fromEntries(stepViews(flow, state).map(({ path, status }) => [path, status]));
  return { state, commands, steps, decider: mine };
}

/** What durable reads out of the rows, put into an empty database with its tables. */
export async function readByDurable(db: Database, id: string, recorded: RecordedRun): Promise<RunState> {
  await db.run(
    "INSERT INTO durable_runs (id, kind, company_id, status, lease, input, created_at) VALUES (?, 'workflow', 'co_1', ?, 1, 'null', 0)",
    [id, recorded.status],
  );
  for (const { seq, event, output } of recorded.rows)
    await db.run('INSERT INTO durable_history (run_id, seq, lease, event, output) VALUES (?, ?, 1, ?, ?)', [
      id,
      seq,
      event,
      output,
    ]);
  const durable = new Durable({ store: db });
  durable.define<RunState, FlowEvent, FlowCommand>({
    kind: 'workflow',
    decider: async () => decided({ ...recorded, rows: [] }).decider,
    execute: async () => ({ kind: 'succeeded' }),
  });
  const { state, seq } = await durable.view<RunState>(id);
  if (seq !== recorded.rows.length) throw new Error(`durable read ${seq} of ${recorded.rows.length} rows`);
  return plain(state);
}
