import { currentTrace } from '#libs/platform/telemetry';
import type { RunError } from './definition.port.js';
import { encodeJson } from './limits.js';
import { checkedId, firstRow, type CreatedRun, type NewDurableRun } from './new-run.js';
import type { Payload } from './payloads/payload.js';
import type { Payloads } from './payloads/payloads.js';
import type { CrashPoint } from './runner/crash-points.js';
import type { DatabaseClock } from './runner/database-clock.js';
import type { Runner } from './runner/runner.js';
import type { WholeRun } from './runner/whole-run.js';
import type { Worker } from './runner/worker.js';
import { FreePlaces, hasPlace } from './store/admission.js';
import { appendBeginning } from './store/beginning.js';
import { tellAll } from './store/commit-writer.js';
import { appendHistoryLater } from './store/history.repository.js';
import { insertRun, insertRunsLater, newRunRow } from './store/run.repository.js';
import type { RunRow, RunRowWithInput } from './store/run-rows.js';
import type { SqlStore, SqlTransaction } from './store/sql-store.port.js';

export interface RunCreatorOptions {
  store: SqlStore;
  clock: DatabaseClock;
  payloads: Payloads;
  crashPoint: CrashPoint;
  runner: Runner;
}

const inputOfRun = 'The input of the run';

/** Creates runs: their rows, their places, and who takes them up. What each call promises stands at `Durable`. */
export class RunCreator {
  constructor(private readonly options: RunCreatorOptions) {}

  async create(run: NewDurableRun, tx?: SqlTransaction): Promise<boolean> {
    const { store, payloads } = this.options;
    const input = tx ? this.inlineInput(run) : await payloads.encode(checkedId(run), run.input, inputOfRun);
    return tx ? this.createIn(tx, run, input) : store.transaction((own) => this.createIn(own, run, input));
  }

  async createAll(
    runs: readonly NewDurableRun[],
    tx: SqlTransaction,
    listed?: (created: readonly CreatedRun[]) => void,
  ): Promise<CreatedRun[]> {
    const rows: RunRowWithInput[] = [];
    const whole = new Map<string, WholeRun>();
    const free = new Map<string, FreePlaces>();
    const { runner } = this.options;
    const { admitter, worker } = runner;
    let room = worker?.free ?? 0;
    for (const run of runs) {
      const { companyId, notBefore } = run;
      if (!free.has(companyId))
        free.set(companyId, await FreePlaces.of(tx, companyId, await admitter.places(tx, companyId)));
      const admitted = notBefore === undefined && free.get(companyId)!.take(run.group ?? null);
      const mayBegin = run.immediate === true && !run.begins && runner.groups.takes(run.group ?? null);
      const begins = mayBegin && admitted && room-- > 0;
      const row = this.rowOf(run, this.inlineInput(run), { admitted, worker: begins ? worker : undefined });
      const over = begins ? await worker?.wholly(row) : undefined;
      if (over) {
        whole.set(row.id, over);
        free.get(companyId)!.giveBack(run.group ?? null);
        rows.push(overRow(row, over));
      } else rows.push(run.begins ? { ...row, lease: run.begins.rows.length, started_at: row.created_at } : row);
    }
    insertRunsLater(tx, rows);
    const isBegun = ({ id, lease_worker }: RunRow) => lease_worker !== null || whole.has(id);
    const histories = rows.filter(isBegun).map(firstRow);
    appendHistoryLater(
      tx,
      histories.map((first) => ({ ...first, rows: [...first.rows, ...(whole.get(first.runId)?.rows ?? [])] })),
    );
    for (const { id, begins } of runs) if (begins) appendBeginning(tx, id, begins);
    const created = rows.map((row) => ({ at: row.created_at, begun: isBegun(row) }));
    listed?.(created);
    tx.afterCommit(() => {
      for (const row of rows) {
        const over = whole.get(row.id);
        if (over) worker?.hasCarriedOut(over);
        else this.created(row, isBegun(row) ? worker : undefined, 'running');
      }
    });
    for (const { writes } of whole.values()) for (const write of writes) await write(tx);
    await tellAll(tx, [...whole.values()]);
    return created;
  }

  private inlineInput(run: NewDurableRun): Payload {
    const json = encodeJson(checkedId(run).input, inputOfRun);
    return this.options.payloads.inline(json, { inlineBytes: 0, totalBytes: 0 }, inputOfRun);
  }

  private rowOf(
    run: NewDurableRun,
    input: Payload,
    { admitted, worker }: { admitted: boolean; worker: Worker | undefined },
  ): RunRowWithInput {
    return newRunRow({
      id: run.id,
      kind: run.kind,
      companyId: run.companyId,
      group: run.group ?? null,
      ref: run.ref ?? null,
      priority: run.priority ?? 0,
      input: input.ref === undefined ? (input.json ?? null) : null,
      inputRef: input.ref ?? null,
      trace: run.trace ?? currentTrace() ?? null,
      createdAt: this.options.clock.now(),
      admitted,
      notBefore: run.notBefore,
      worker: worker?.lease.id,
    });
  }

  private async createIn(tx: SqlTransaction, run: NewDurableRun, input: Payload): Promise<boolean> {
    const group = run.group ?? null;
    const { companyId, notBefore } = run;
    if (run.refused) return this.createOver(tx, run, input, run.refused);
    const { runner } = this.options;
    const admitted =
      notBefore === undefined &&
      (await hasPlace(tx, { companyId, group }, await runner.admitter.places(tx, companyId)));
    const mayBegin = run.immediate === true && admitted && runner.groups.takes(group);
    const worker = mayBegin && (runner.worker?.free ?? 0) > 0 ? runner.worker : undefined;
    const row = this.rowOf(run, input, { admitted, worker });
    if (!(await insertRun(tx, row))) return false;
    if (worker) appendHistoryLater(tx, [firstRow(row)]);
    tx.afterCommit(() => this.created(row, worker));
    return true;
  }

  /** A run that never began: its history says what it would have been, and why it was not. */
  private async createOver(tx: SqlTransaction, run: NewDurableRun, input: Payload, error: RunError): Promise<boolean> {
    const at = this.options.clock.now();
    const row: RunRowWithInput = {
      ...this.rowOf(run, input, { admitted: false, worker: undefined }),
      status: 'failed',
      ready_at: null,
      due_at: null,
      lease: 1,
      error: JSON.stringify(error),
      finished_at: at,
    };
    if (!(await insertRun(tx, row))) return false;
    const events = [
      { type: 'run.started', at },
      { type: 'run.cancelRequested', at, reason: error.message },
      { type: 'run.finished', at, status: 'failed', error },
    ];
    const rows = events.map((event, index) => ({
      seq: index + 1,
      event: JSON.stringify(event),
      output: null,
      outputRef: null,
    }));
    appendHistoryLater(tx, [{ runId: run.id, lease: 1, rows }]);
    return true;
  }

  /** `told`: the status that projections know of; `queued` when they are still to be told that it runs. */
  private created(row: RunRowWithInput, worker: Worker | undefined, told: 'queued' | 'running' = 'queued'): void {
    const { crashPoint, runner } = this.options;
    crashPoint('after-create');
    // The creating commit took the lease too, so a short run never leaves this process.
    if (worker) worker.adopt({ row: { ...row, status: told }, lease: 1, isFresh: true, crashes: 0 });
    else if (row.admitted === 1) runner.hint(row.id, 0, row.group_id);
    else if (row.due_at !== null) runner.wake(row.id, 0, row.group_id, row.due_at);
    else runner.admitter.soon(row.company_id);
  }
}

/** The row of a run that was over when it was created. */
const overRow = (row: RunRowWithInput, { update: { status, error }, summary }: WholeRun): RunRowWithInput => ({
  ...row,
  status,
  admitted: 0,
  lease_worker: null,
  error: error ? JSON.stringify(error) : null,
  finished_at: summary.finishedAt,
});
