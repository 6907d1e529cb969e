/* The face of durable for services. Longer than most files because it holds every call that they make, each a few lines. */
import { AppError } from '#libs/contracts';
import { currentTrace } from '#libs/platform/telemetry';
import type { DurableCommand, DurableEvent, ExecuteStep } from './decider.port.js';
import type { DurableDefinition, Message, RunError, RunInfo, RunStatus } from './definition.port.js';
import { encodeJson, limits, refuse } from './limits.js';
import { Payload } from './payloads/payload.js';
import type { PayloadStore } from './payloads/payload-store.port.js';
import { Payloads } from './payloads/payloads.js';
import { asciiId, checkedId, firstRow, type CreatedRun, type NewDurableRun } from './new-run.js';
import { Retention } from './retention.js';
import { summaryOf, viewOf, type HistoryEntry, type RunSummary, type RunView } from './run-view.js';
import { Admitter, type PlacesOf } from './runner/admitter.js';
import { crashPointOf, type CrashPoint, type CrashRule } from './runner/crash-points.js';
import { DatabaseClock } from './runner/database-clock.js';
import { Reconciler } from './runner/reconciler.js';
import type { RunMemory } from './runner/run-memory.js';
import { RunViews } from './runner/run-views.js';
import { RunWatchers, type CommittedRun } from './runner/run-watchers.js';
import { Worker, defaultMaxRuns } from './runner/worker.js';
import { countInLine, FreePlaces, hasPlace, placesByGroup } from './store/admission.js';
import { appendHistory, lastOutput, readHistory } from './store/history.repository.js';
import {
  appendBeginning,
  beginningOf,
  readEvents,
  type Beginning,
  type HistoryEvent,
  type KeptOutput,
} from './store/beginning.js';
import { insertMessage } from './store/inbox.repository.js';
import { catchUp, loadRun, payloadOf } from './store/load-run.js';
import {
  findRun,
  insertRun,
  insertRuns,
  newRunRow,
  queueDepth,
  raiseDueRun,
  raiseWake,
  type QueueDepth,
} from './store/run.repository.js';
import { reopenRun } from './store/reopen-run.js';
import { infoOf, type RunRow, type RunRowWithInput } from './store/run-rows.js';
import type { SqlExecutor, SqlStore, SqlTransaction } from './store/sql-store.port.js';
import { MemoryWakeUps } from './wake-ups/memory.wake-ups.js';
import type { Closeable, WakeUps } from './wake-ups/wake-ups.port.js';

export interface DurableOptions {
  store: SqlStore;
  /** In memory unless given. */
  wakeUps?: WakeUps;
  /** For outputs above 64 KiB; without it they are kept inline up to 4 MiB a run. */
  payloads?: PayloadStore;
  /** Runs of one company that may be worked on at once. */
  companyPlaces?: number;
  maxRuns?: number;
  /** This process alone uses the database: leases from before it started are its own, and end. */
  exclusive?: boolean;
  leaseMs?: number;
  renewMs?: number;
  reconcileMs?: number;
  /** How long the reconciler leaves a ready run to its hint. */
  graceMs?: number;
  /** How long a reply may be missing before `unanswered` is asked; 60 s unless set. */
  replyMs?: number;
  crashRule?: CrashRule | undefined;
  /** Told about errors without a verdict and faults of the machinery. */
  onFault?: (error: unknown, at: { run?: RunInfo; command?: ExecuteStep }) => void;
  /** Told after each commit: the run has reached this row. For live hints; may be lost. */
  onAdvanced?: (runId: string, seq: number) => void;
}

/** A run that another process works on is looked at this often. */
const lookEveryMs = 500;
const over: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'cancelled']);
export class Durable {
  private readonly definitions = new Map<string, DurableDefinition>();
  private readonly store: SqlStore;
  private readonly clock: DatabaseClock;
  private readonly wakeUps: WakeUps;
  private readonly payloads: Payloads;
  /** Deletes runs that are over, or their payloads. */
  readonly retention: Retention;
  private readonly admitter: Admitter;
  private readonly crashPoint: CrashPoint;
  private placesOf: PlacesOf;
  private readonly watchers = new RunWatchers();
  private readonly views = new RunViews();
  private readonly advanceListeners = new Set<(runId: string, seq: number) => void>();
  private worker: Worker | undefined;
  private reconciler: Reconciler | undefined;
  private hints: Closeable | undefined;

  constructor(private readonly options: DurableOptions) {
    this.store = options.store;
    this.clock = new DatabaseClock(() => this.store.now());
    this.wakeUps = options.wakeUps ?? new MemoryWakeUps();
    this.payloads = new Payloads(options.payloads);
    this.retention = new Retention(this.store, options.payloads);
    this.crashPoint = crashPointOf(options.crashRule);
    const everywhere = { company: options.companyPlaces ?? 64, groups: new Map<string, number>() };
    this.placesOf = () => everywhere;
    this.admitter = new Admitter({
      store: this.store,
      taker: () => (this.hints ? this.worker?.taker : undefined),
      hint: (runId, wake) => this.hint(runId, wake),
      placesOf: (on, companyId) => this.placesOf(on, companyId),
      onFault: (error) => this.fault(error),
    });
    if (options.onAdvanced) this.advanceListeners.add(options.onAdvanced);
  }

  /** Registers a kind of run. Before `start`. */
  define<S, E extends DurableEvent, C extends DurableCommand>(definition: DurableDefinition<S, E, C>): void {
    // From here on state, events and commands are opaque: they only travel between the decider and its executor.
    const known = definition as unknown as DurableDefinition;
    if (this.worker) throw new Error('define() comes before start()');
    if (this.definitions.has(known.kind)) throw new Error(`Two definitions of kind ${known.kind}`);
    this.definitions.set(known.kind, known);
  }

  /** How many runs of a company, and of its groups, may be worked on at once. Asked at each admission: the answer should be cached. */
  limitPlaces(placesOf: PlacesOf): void {
    this.placesOf = placesOf;
  }

  /**
   * Begins to work. `worker` and `all` take runs; `api` works only on runs that it created itself with `immediate`.
   */
  async start({ role }: { role: 'api' | 'worker' | 'all' }): Promise<void> {
    const { options, store, clock, admitter } = this;
    await clock.synchronise();
    if (options.exclusive) await store.run('DELETE FROM durable_workers');
    const takesRuns = role !== 'api';
    const worker = (this.worker = this.makeWorker(takesRuns));
    await worker.lease.start();
    if (takesRuns) this.hints = this.wakeUps.onWake((runId) => this.onWake(worker, runId));
    this.reconciler = new Reconciler({
      store,
      worker,
      admitter,
      takesRuns,
      everyMs: options.reconcileMs ?? 1000,
      graceMs: options.graceMs ?? 1000,
      onFault: (error) => this.fault(error),
    });
    this.reconciler.start();
  }

  /** For good: takes nothing more, waits up to `drainMs` for what is in flight, releases all leases, closes the wake-ups. */
  async stop(drainMs = 30_000): Promise<void> {
    const worker = this.worker;
    if (!worker) return;
    worker.taker.stop();
    await Promise.all([this.hints?.close(), this.reconciler?.stop()]);
    await worker.drain(drainMs);
    await this.wakeUps.close();
    this.worker = undefined;
  }

  /**
   * Creates a run, in the caller's transaction if one is given. The same id twice is one run.
   * @returns false when there was such a run already.
   * @throws LIMIT_EXCEEDED for an input above 4 MiB in a transaction, 16 MiB otherwise.
   */
  async create(run: NewDurableRun, tx?: SqlTransaction): Promise<boolean> {
    const input = tx ? this.inlineInput(run) : await this.payloads.encode(checkedId(run), run.input, inputOfRun);
    return tx ? this.createIn(tx, run, input) : this.store.transaction((own) => this.createIn(own, run, input));
  }

  /**
   * Creates new runs in the caller's transaction, in few statements however many they are. A run that begins in this commit (see
   * `immediate`) is told of here and not to `project`: the caller writes what follows from its beginning.
   * @throws a duplicate key when there is one of them already; LIMIT_EXCEEDED for an input above 4 MiB
   */
  async createAll(runs: readonly NewDurableRun[], tx: SqlTransaction): Promise<CreatedRun[]> {
    const rows: RunRowWithInput[] = [];
    const free = new Map<string, FreePlaces>();
    const worker = this.worker;
    let room = worker?.free ?? 0;
    for (const run of runs) {
      const { companyId, notBefore } = run;
      if (!free.has(companyId))
        free.set(companyId, await FreePlaces.of(tx, companyId, await this.admitter.places(tx, companyId)));
      const admitted = notBefore === undefined && free.get(companyId)!.take(run.group ?? null);
      const begins = run.immediate === true && !run.begins && admitted && room-- > 0;
      const row = this.rowOf(run, this.inlineInput(run), { admitted, worker: begins ? worker : undefined });
      rows.push(run.begins ? { ...row, lease: run.begins.rows.length, started_at: row.created_at } : row);
    }
    await insertRuns(tx, rows);
    const isBegun = ({ lease_worker }: RunRow) => lease_worker !== null;
    await appendHistory(tx, rows.filter(isBegun).map(firstRow));
    for (const { id, begins } of runs) if (begins) await appendBeginning(tx, id, begins);
    tx.afterCommit(() => {
      for (const row of rows) this.created(row, isBegun(row) ? worker : undefined, 'running');
    });
    return rows.map((row) => ({ at: row.created_at, begun: isBegun(row) }));
  }

  /** What a run may begin with: `run.started` with these fields, then outputs of another run, each beside an event of its own. */
  beginning(
    to: { id: string; companyId: string },
    from: string,
    started: object,
    kept: readonly KeptOutput[],
  ): Promise<Beginning> {
    return beginningOf(this.store, this.payloads, { to, from, started, kept, at: this.clock.now() });
  }

  /** As `history`, without what lies beside the events. */
  events(runId: string, afterSeq: number, limit: number): Promise<HistoryEvent[]> {
    return readEvents(this.store, runId, afterSeq, limit);
  }

  /** Database time in epoch ms, without asking the database. */
  now(): number {
    return this.clock.now();
  }

  /**
   * Sends a message to a run, in the caller's transaction if one is given. The same message id counts once per run.
   * @returns `accepted`, `duplicate`, or `over` when the run has ended. @throws RUN_NOT_FOUND
   */
  async send(runId: string, message: Message, tx?: SqlTransaction): Promise<'accepted' | 'duplicate' | 'over'> {
    if (!asciiId.test(message.id) || message.id.length > limits.messageIdLength)
      throw new AppError('VALIDATION_FAILED', { detail: 'A message id is 1 to 191 printable ASCII characters' });
    const what = 'The payload of the message';
    if (message.output === undefined || tx) {
      const output = message.output === undefined ? undefined : Payload.inline(encodeJson(message.output, what));
      if (output && output.bytes > limits.inlineRun) refuse('run.inline.bytes', limits.inlineRun, output.bytes, what);
      return tx
        ? this.sendIn(tx, runId, message, output)
        : this.store.transaction((own) => this.sendIn(own, runId, message, output));
    }
    const run = await findRun(this.store, runId);
    if (!run) throw new AppError('RUN_NOT_FOUND');
    const output = await this.payloads.encode(infoOf(run), message.output, what);
    return this.store.transaction((own) => this.sendIn(own, runId, message, output));
  }

  /**
   * Sets off a step anew that waits as a dead letter, under the same key. The same redrive id counts once.
   * @throws RUN_NOT_FOUND
   */
  redrive(
    runId: string,
    path: string,
    redriveId: string,
    tx?: SqlTransaction,
  ): Promise<'accepted' | 'duplicate' | 'over'> {
    return this.send(runId, { id: `redrive.${redriveId}`, event: { type: 'step.redriven', path } }, tx);
  }

  /**
   * Opens a run that failed once more, in the caller's transaction: its history goes on with this event, which its decider must take as
   * a new beginning. @returns false when it has not failed, or its payloads are gone
   */
  async reopen(runId: string, event: { type: string; [field: string]: unknown }, tx: SqlTransaction): Promise<boolean> {
    const row = await reopenRun(tx, runId, event, this.clock.now());
    if (row) tx.afterCommit(() => this.admitter.soon(row.company_id));
    return row !== undefined;
  }

  /** Status and times of a run; undefined when there is none. */
  async summary(runId: string): Promise<RunSummary | undefined> {
    const row = await findRun(this.store, runId);
    return row && summaryOf(row);
  }

  /** The result of a run that is over, in the caller's transaction; null when it has none, or one so large that it lies elsewhere. */
  async resultIn(tx: SqlTransaction, runId: string): Promise<unknown> {
    const output = await lastOutput(tx, runId);
    return output === null ? null : (JSON.parse(output) as unknown);
  }

  /** Rows after `afterSeq`, oldest first, with what lies beside them. */
  async history(runId: string, afterSeq = 0, limit = 200): Promise<HistoryEntry[]> {
    const rows = await readHistory(this.store, runId, afterSeq, limit);
    return Promise.all(
      rows.map(async (row) => {
        const event = JSON.parse(row.event) as HistoryEntry['event'] & { type: string; at: number; path?: string };
        const payload = payloadOf(row);
        if (payload) await this.payloads.load(payload);
        const { type, at, path } = event;
        return {
          seq: row.seq,
          type,
          at,
          ...(path === undefined ? {} : { path }),
          event,
          ...(payload ? { output: payload.value } : {}),
        };
      }),
    );
  }

  /** A run as its history tells it, outputs loaded. @throws RUN_NOT_FOUND */
  async view<S = unknown>(runId: string): Promise<RunView<S>> {
    const { row, definition } = await this.known(runId);
    const memory = await this.load(row, definition);
    await memory.complete(this.payloads);
    return viewOf<S>(summaryOf(row), memory);
  }

  /**
   * As `view`, for those who look again and again: only what came since is read. `look` must not keep the view, which goes on with the run.
   * @throws RUN_NOT_FOUND
   */
  async look<S, T>(runId: string, look: (view: RunView<S>) => T): Promise<T> {
    const { row, definition } = await this.known(runId);
    let current = row;
    const open = () => this.load(row, definition);
    const catchUpWith = async (memory: RunMemory) => {
      // The row first: what it says of the end is then in the history too.
      current = (await findRun(this.store, runId)) ?? row;
      await catchUp(this.store, runId, memory);
      await memory.complete(this.payloads);
    };
    return this.views.look(runId, { open, catchUp: catchUpWith }, (memory) =>
      look(viewOf<S>(summaryOf(current), memory)),
    );
  }

  /** The run once it is over, or as it is after `ms`; undefined when there is none. */
  async waitFor(runId: string, ms: number): Promise<RunSummary | undefined> {
    const end = Date.now() + ms;
    for (;;) {
      const seen = await this.summary(runId);
      const left = end - Date.now();
      if (!seen || over.has(seen.status) || left <= 0) return seen;
      const found = await this.watchers.watch(runId, Math.min(left, lookEveryMs), ({ isOver, summary }) =>
        isOver ? summary : undefined,
      );
      if (found?.value) return found.value;
    }
  }

  /**
   * What `look` gives, the first time that it gives something: it is asked now and after each commit, or at the `end` alone, for at most
   * `ms`. Of the end of a run that this process holds it hears without reading; another process's run is read every half second.
   * `look` must not keep the view. Undefined when it gave nothing in time, or until the run's end.
   * @throws RUN_NOT_FOUND
   */
  async until<S, T>(
    runId: string,
    ms: number,
    look: (view: RunView<S>) => T | undefined,
    when: 'each' | 'end' = 'each',
  ): Promise<T | undefined> {
    const end = Date.now() + ms;
    for (;;) {
      const left = end - Date.now();
      // Of the end of what this process holds it hears.
      if (left <= 0 || when === 'each' || !this.worker?.holds(runId)) {
        const seen = await this.look<S, { value: T | undefined; isOver: boolean }>(runId, (view) => ({
          value: look(view),
          isOver: view.finishedAt !== null,
        }));
        if (seen.value !== undefined || seen.isOver || left <= 0) return seen.value;
      }
      const found = await this.watchers.watch(runId, Math.max(0, Math.min(left, lookEveryMs)), (run: CommittedRun) =>
        when === 'end' && !run.isOver ? undefined : look(viewOf<S>(run.summary, run.memory)),
      );
      if (found) return found.value;
    }
  }

  /** Calls `listener` after each commit of this process. Returns how to end that. */
  onAdvanced(listener: (runId: string, seq: number) => void): () => void {
    this.advanceListeners.add(listener);
    return () => void this.advanceListeners.delete(listener);
  }

  /** What waits and for how long: readiness and metrics. */
  depth(): Promise<QueueDepth> {
    return queueDepth(this.store, this.clock.now());
  }

  /** Places that a company's runs hold, by group (the empty name: without one), and how many runs are in line, counted up to `limit`. */
  async lineOf(
    companyId: string,
    limit: number,
    on: SqlExecutor = this.store,
  ): Promise<{ places: ReadonlyMap<string, number>; inLine: number }> {
    const places = await placesByGroup(on, companyId);
    return { places, inLine: await countInLine(on, companyId, limit) };
  }

  /** Runs that this process holds. */
  get held(): number {
    return this.worker?.heldIds.length ?? 0;
  }

  /** @throws RUN_NOT_FOUND */
  private async known(runId: string): Promise<{ row: RunRow; definition: DurableDefinition }> {
    const row = await findRun(this.store, runId);
    const definition = row && this.definitions.get(row.kind);
    if (!row || !definition) throw new AppError('RUN_NOT_FOUND');
    return { row, definition };
  }

  private async load(row: RunRow, definition: DurableDefinition): Promise<RunMemory> {
    const [kept] = await this.store.query<Pick<RunRowWithInput, 'input' | 'input_ref'>>(
      'SELECT input, input_ref FROM durable_runs WHERE id = ?',
      [row.id],
    );
    const input = kept?.input_ref ? Payload.stored(kept.input_ref) : Payload.inline(kept?.input ?? 'null');
    return loadRun(this.store, row.id, await definition.decider(infoOf(row)), input, this.payloads);
  }

  private inlineInput(run: NewDurableRun): Payload {
    const json = encodeJson(checkedId(run).input, inputOfRun);
    return this.payloads.inline(json, { inlineBytes: 0, totalBytes: 0 }, inputOfRun);
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
      createdAt: this.clock.now(),
      admitted,
      notBefore: run.notBefore,
      worker: worker?.lease.id,
    });
  }

  private async createIn(tx: SqlTransaction, run: NewDurableRun, input: Payload): Promise<boolean> {
    const group = run.group ?? null;
    const { companyId, notBefore } = run;
    if (run.refused) return this.createOver(tx, run, input, run.refused);
    const admitted =
      notBefore === undefined && (await hasPlace(tx, { companyId, group }, await this.admitter.places(tx, companyId)));
    const worker = run.immediate && admitted && (this.worker?.free ?? 0) > 0 ? this.worker : undefined;
    const row = this.rowOf(run, input, { admitted, worker });
    if (!(await insertRun(tx, row))) return false;
    if (worker) await appendHistory(tx, [firstRow(row)]);
    tx.afterCommit(() => this.created(row, worker));
    return true;
  }

  /** A run that never began: its history says what it would have been, and why it was not. */
  private async createOver(tx: SqlTransaction, run: NewDurableRun, input: Payload, error: RunError): Promise<boolean> {
    const at = this.clock.now();
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
    await appendHistory(tx, [{ runId: run.id, lease: 1, rows }]);
    return true;
  }

  /** `told`: the status that projections know of; `queued` when they are still to be told that it runs. */
  private created(row: RunRowWithInput, worker: Worker | undefined, told: 'queued' | 'running' = 'queued'): void {
    this.crashPoint('after-create');
    // The creating commit took the lease too, so a short run never leaves this process.
    if (worker) worker.adopt({ row: { ...row, status: told }, lease: 1, isFresh: true, crashes: 0 });
    else if (row.admitted === 1) this.hint(row.id, 0);
    else if (row.due_at !== null) this.wakeUps.wake(row.id, 0, row.due_at);
    else this.admitter.soon(row.company_id);
  }

  /** A run that has a place needs no queue while this process works and has room for it. */
  private hint(runId: string, wake: number): void {
    const worker = this.hints ? this.worker : undefined;
    if (!worker || worker.taker.room <= 0) return this.wakeUps.wake(runId, wake);
    void worker.taker.want(runId).then((taken) => {
      if (!taken) this.wakeUps.wake(runId, wake);
    });
  }

  private async sendIn(
    tx: SqlTransaction,
    runId: string,
    message: Message,
    output: Payload | undefined,
  ): Promise<'accepted' | 'duplicate' | 'over'> {
    const run = await findRun(tx, runId);
    if (!run) throw new AppError('RUN_NOT_FOUND');
    if (run.finished_at !== null) return 'over';
    const at = this.clock.now();
    const isNew = await insertMessage(tx, {
      runId,
      messageId: message.id,
      event: JSON.stringify(message.event),
      output: output && output.ref === undefined ? (output.json ?? null) : null,
      outputRef: output?.ref ?? null,
      at,
    });
    if (!isNew) return 'duplicate';
    // Cancelling must not wait in line behind the runs that it is meant to stop.
    const urgent = message.event.type === 'run.cancelRequested';
    await raiseWake(tx, runId, at, urgent);
    tx.afterCommit(() => this.announce(run, urgent));
    return 'accepted';
  }

  private announce({ id, company_id, wake }: RunRow, urgent: boolean): void {
    this.crashPoint('before-wake');
    if (this.worker?.noteWake(id)) return;
    if (urgent) this.wakeUps.wake(id, wake + 1);
    else this.admitter.soon(company_id);
  }

  private async onWake(worker: Worker, runId: string): Promise<void> {
    if (worker.noteWake(runId)) return;
    if (await worker.taker.want(runId)) return;
    const company = await raiseDueRun(this.store, runId, this.clock.now()).catch(() => undefined);
    if (company) this.admitter.soon(company);
  }

  private makeWorker(takesRuns: boolean): Worker {
    const { store, clock, wakeUps, payloads, admitter, crashPoint, definitions, options } = this;
    return new Worker({
      store,
      clock,
      wakeUps,
      payloads,
      admitter,
      crashPoint,
      definitions,
      leaseMs: options.leaseMs ?? 15_000,
      renewMs: options.renewMs ?? 5_000,
      maxRuns: options.maxRuns ?? defaultMaxRuns,
      takesRuns,
      replyMs: options.replyMs ?? 60_000,
      onAdvanced: (runId, seq) => this.advanced(runId, seq),
      onCommitted: (run) => this.watchers.committed(run),
      onFault: (error, run, command) => this.fault(error, run, command),
    });
  }

  private advanced(runId: string, seq: number): void {
    for (const listener of this.advanceListeners) listener(runId, seq);
  }

  private fault(error: unknown, run?: RunInfo, command?: ExecuteStep): void {
    this.options.onFault?.(error, { ...(run ? { run } : {}), ...(command ? { command } : {}) });
  }
}

const inputOfRun = 'The input of the run';
