/* The face of durable for services: every call that they make, and who carries it out. */
import type { DurableCommand, DurableEvent, ExecuteStep } from './decider.port.js';
import type { DurableDefinition, Message, RunInfo } from './definition.port.js';
import type { DurableOptions } from './durable-options.js';
import type { CreatedRun, NewDurableRun } from './new-run.js';
import { Payloads } from './payloads/payloads.js';
import { Retention } from './retention.js';
import { RunCreator } from './run-creator.js';
import { RunMessages } from './run-messages.js';
import { RunReader } from './run-reader.js';
import type { HistoryEntry, RunSummary, RunView } from './run-view.js';
import type { PlacesOf } from './runner/admitter.js';
import { crashPointOf } from './runner/crash-points.js';
import { DatabaseClock } from './runner/database-clock.js';
import { RunWatchers } from './runner/run-watchers.js';
import { defaultLeaseMs, Runner } from './runner/runner.js';
import { countInLine, placesByGroup } from './store/admission.js';
import { beginningOf, readEvents, type Beginning, type HistoryEvent, type KeptOutput } from './store/beginning.js';
import { lastOutput } from './store/history.repository.js';
import { oldestReadyMs, queueDepth, type QueueDepth } from './store/run.repository.js';
import { heldByWorker, livingWorkers, waitingByGroup, type Waiting } from './store/serving.js';
import type { WorkerFacts } from './worker-facts.js';
import type { SqlExecutor, SqlStore, SqlTransaction } from './store/sql-store.port.js';
import { MemoryWakeUps } from './wake-ups/memory.wake-ups.js';
import type { HintCounts, WakeUps } from './wake-ups/wake-ups.port.js';

export class Durable {
  /** Deletes runs that are over, or their payloads. */
  readonly retention: Retention;
  private readonly definitions = new Map<string, DurableDefinition>();
  private readonly store: SqlStore;
  private readonly clock: DatabaseClock;
  private readonly payloads: Payloads;
  private readonly runner: Runner;
  private readonly creator: RunCreator;
  private readonly messages: RunMessages;
  private readonly reader: RunReader;
  private readonly advanceListeners = new Set<(runId: string, seq: number) => void>();
  private readonly wakeUps: WakeUps;
  private placesOf: PlacesOf;

  constructor(private readonly options: DurableOptions) {
    const { definitions } = this;
    const store = (this.store = options.store);
    const clock = (this.clock = new DatabaseClock(() => store.now()));
    const payloads = (this.payloads = new Payloads(options.payloads));
    const wakeUps = (this.wakeUps = options.wakeUps ?? new MemoryWakeUps());
    const crashPoint = crashPointOf(options.crashRule);
    const watchers = new RunWatchers();
    this.retention = new Retention(store, options.payloads);
    const everywhere = { company: options.companyPlaces ?? 64, groups: new Map<string, number>() };
    this.placesOf = () => everywhere;
    const runner = (this.runner = new Runner({
      store,
      clock,
      wakeUps,
      payloads,
      crashPoint,
      definitions,
      settings: options,
      placesOf: (on, companyId) => this.placesOf(on, companyId),
      onAdvanced: (runId, seq) => this.advanced(runId, seq),
      onCommitted: (run) => watchers.committed(run),
      onFault: (error, run, command) => this.fault(error, run, command),
    }));
    this.creator = new RunCreator({ store, clock, payloads, crashPoint, runner });
    this.messages = new RunMessages({ store, clock, payloads, crashPoint, runner });
    this.reader = new RunReader({
      store,
      payloads,
      definitions,
      watchers,
      holds: (runId) => runner.worker?.holds(runId) ?? false,
    });
    if (options.onAdvanced) this.advanceListeners.add(options.onAdvanced);
  }

  /** Registers a kind of run. Before `start`. */
  define<S, E extends DurableEvent, C extends DurableCommand>(definition: DurableDefinition<S, E, C>): void {
    // From here on state, events and commands are opaque: they only travel between the decider and its executor.
    const known = definition as unknown as DurableDefinition;
    if (this.runner.worker) throw new Error('define() comes before start()');
    if (this.definitions.has(known.kind)) throw new Error(`Two definitions of kind ${known.kind}`);
    this.definitions.set(known.kind, known);
  }

  /** How many runs of a company, and of its groups, may be worked on at once. Asked at each admission: the answer should be cached. */
  limitPlaces(placesOf: PlacesOf): void {
    this.placesOf = placesOf;
  }

  /** Begins to work. `worker` and `all` take runs; `api` works only on runs that it created itself with `immediate`. */
  start({ role }: { role: 'api' | 'worker' | 'all' }): Promise<void> {
    return this.runner.start(role);
  }

  /** For good: takes nothing more, waits up to `drainMs` for what is in flight, releases all leases, closes the wake-ups. */
  stop(drainMs = 30_000): Promise<void> {
    return this.runner.stop(drainMs);
  }

  /**
   * Creates a run, in the caller's transaction if one is given. The same id twice is one run.
   * @returns false when there was such a run already.
   * @throws LIMIT_EXCEEDED for an input above 4 MiB in a transaction, 16 MiB otherwise.
   */
  create(run: NewDurableRun, tx?: SqlTransaction): Promise<boolean> {
    return this.creator.create(run, tx);
  }

  /**
   * Creates new runs in the caller's transaction, in few statements however many they are. A run that begins in this commit (see
   * `immediate`) is told of here and not to `project`: the caller writes what follows from its beginning, in `listed`, without awaiting
   * anything (`tx.later`). A run that ends on pure steps alone is over with this commit too; `project` is told of its end after `listed`.
   * @throws a duplicate key when there is one of them already; LIMIT_EXCEEDED for an input above 4 MiB
   */
  createAll(
    runs: readonly NewDurableRun[],
    tx: SqlTransaction,
    listed?: (created: readonly CreatedRun[]) => void,
  ): Promise<CreatedRun[]> {
    return this.creator.createAll(runs, tx, listed);
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
  send(runId: string, message: Message, tx?: SqlTransaction): Promise<'accepted' | 'duplicate' | 'over'> {
    return this.messages.send(runId, message, tx);
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
  reopen(runId: string, event: { type: string; [field: string]: unknown }, tx: SqlTransaction): Promise<boolean> {
    return this.messages.reopen(runId, event, tx);
  }

  /** Status and times of a run; undefined when there is none. */
  summary(runId: string): Promise<RunSummary | undefined> {
    return this.reader.summary(runId);
  }

  /** The result of a run that is over, in the caller's transaction; null when it has none, or one so large that it lies elsewhere. */
  async resultIn(tx: SqlTransaction, runId: string): Promise<unknown> {
    const output = await lastOutput(tx, runId);
    return output === null ? null : (JSON.parse(output) as unknown);
  }

  /** Rows after `afterSeq`, oldest first, with what lies beside them. */
  history(runId: string, afterSeq = 0, limit = 200): Promise<HistoryEntry[]> {
    return this.reader.history(runId, afterSeq, limit);
  }

  /** A run as its history tells it, outputs loaded. @throws RUN_NOT_FOUND */
  view<S = unknown>(runId: string): Promise<RunView<S>> {
    return this.reader.view<S>(runId);
  }

  /**
   * As `view`, for those who look again and again: only what came since is read. `look` must not keep the view, which goes on with the run.
   * @throws RUN_NOT_FOUND
   */
  look<S, T>(runId: string, look: (view: RunView<S>) => T): Promise<T> {
    return this.reader.look(runId, look);
  }

  /** The run once it is over, or as it is after `ms`; undefined when there is none. */
  waitFor(runId: string, ms: number): Promise<RunSummary | undefined> {
    return this.reader.waitFor(runId, ms);
  }

  /**
   * What `look` gives, the first time that it gives something: it is asked now and after each commit, or at the `end` alone, for at most
   * `ms`. Of the end of a run that this process holds it hears without reading; another process's run is read every half second.
   * `look` must not keep the view. Undefined when it gave nothing in time, or until the run's end.
   * @throws RUN_NOT_FOUND
   */
  until<S, T>(
    runId: string,
    ms: number,
    look: (view: RunView<S>) => T | undefined,
    when: 'each' | 'end' = 'each',
  ): Promise<T | undefined> {
    return this.reader.until(runId, ms, look, when);
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

  /** How long the oldest run of a company that has work to do waits for a worker or a place, milliseconds. */
  oldestReadyMs(companyId: string): Promise<number> {
    return oldestReadyMs(this.store, companyId, this.clock.now());
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

  /** Hints on their way, also those for workers of certain groups; undefined while their transport does not answer. */
  async hints(): Promise<HintCounts | undefined> {
    const lines = (await livingWorkers(this.store)).flatMap(({ serving }) => serving.only ?? []);
    return this.wakeUps.counts([...new Set(lines)]);
  }

  /** Workers whose lease holds, with the runs that each holds; of one company, if one is given. Processes that take none are left out. */
  async workers(companyId?: string): Promise<WorkerFacts[]> {
    const held = await heldByWorker(this.store, companyId);
    const living = await livingWorkers(this.store);
    const lastsMs = this.options.leaseMs ?? defaultLeaseMs;
    return living
      .filter(({ capacity }) => capacity > 0)
      .map(({ expiresAt, ...worker }) => ({ ...worker, seenAt: expiresAt - lastsMs, held: held.get(worker.id) ?? 0 }));
  }

  /** What waits in each of these groups; of one company, if one is given. Groups in which nothing does are left out. */
  waiting(kind: string, groups: readonly string[], companyId?: string): Promise<Map<string, Waiting>> {
    return waitingByGroup(this.store, kind, groups, this.clock.now(), companyId);
  }

  /** Runs that this process holds. */
  get held(): number {
    return this.runner.worker?.heldIds.length ?? 0;
  }

  private advanced(runId: string, seq: number): void {
    for (const listener of this.advanceListeners) listener(runId, seq);
  }

  private fault(error: unknown, run?: RunInfo, command?: ExecuteStep): void {
    this.options.onFault?.(error, { ...(run ? { run } : {}), ...(command ? { command } : {}) });
  }
}
