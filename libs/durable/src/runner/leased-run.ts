/*
 * The heart of durable, and longer than most files for it: one run in the hands of its lease holder. It keeps the order that every
 * promise rests on: decide, commit, and only then act.
 */
import { AppError } from '#libs/contracts';
import type { RunSummary } from '../run-view.js';
import type { Decider, DurableCommand, ExecuteStep } from '../decider.port.js';
import type { DurableDefinition, RunError, RunInfo, RunReading, RunStatus } from '../definition.port.js';
import { limits } from '../limits.js';
import { type Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';
import { isTransient } from '../store/sql-errors.js';
import { Attempt, type AttemptHost } from './attempt.js';
import { Batch, type Launch } from './batch.js';
import type { Commit, CommitOutcome, RunUpdate, SnapshotToWrite } from './commit.js';
import type { CrashPoint } from './crash-points.js';
import { failureOf, type Occurrence, type StepFailure } from './occurrence.js';
import { ReplyWatch } from './reply-watch.js';
import { crashesUntilParked, runnerEvents, type AnyEvent, type RunMemory } from './run-memory.js';
import { RunTimers } from './run-timers.js';

/** What a leased run needs of its worker. */
export interface RunHost {
  readonly payloads: Payloads;
  readonly crashPoint: CrashPoint;
  now(): number;
  /** How long a reply may be missing, milliseconds. */
  readonly replyMs: number;
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Few processes at once are started for steps alone. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Messages that no row has folded in yet, and the wake number that covers them; undefined when the lease is gone. */
  readInbox(runId: string, lease: number): Promise<{ wake: number; messages: Occurrence[] } | undefined>;
  /** True while the worker stops: nothing new is started, and what is at rest is let go. */
  readonly draining: boolean;
  /** A commit appended rows: the run is in memory as it stands in the database. */
  onAdvanced(run: LeasedRun): void;
  onFinished(run: LeasedRun): void;
  onReleased(run: LeasedRun, wake: number, dueAt: number | null, isReady: boolean): void;
  /** The run is no longer ours, or cannot be told: another lease will bring it up again. */
  onDropped(run: LeasedRun): void;
  onFault(error: unknown, run: RunInfo, command?: ExecuteStep): void;
}

export interface LeasedRunOptions {
  info: RunInfo;
  definition: DurableDefinition;
  memory: RunMemory;
  /** Seq of the row that took the lease. */
  lease: number;
  wake: number;
  status: RunStatus;
  startedAt: number | null;
  stalls: number;
  /** What the decider wants done at the beginning of this lease. */
  begin: DurableCommand[];
  /** The last lease ended by a crash and committed nothing: what is outstanding goes on in processes of its own. */
  isIsolated: boolean;
  /** The steps that are outstanding have ended too many workers: they fail instead. */
  isSuspect: boolean;
  /** Inbox messages may be there already. */
  isWoken: boolean;
}

/** A run that waits for less than this stays in memory. */
const lingerMs = 1000;
/** That a run has begun is written together with its end or its first wait, unless these are further away than this. */
const tellAfterMs = 200;
const shortestSnapshot = 50;
/** Pure steps in a row before others get their turn of the event loop. */
const pureBurst = 200;

const runError = (error: { code: string; message: string }): RunError => ({ ...error });

export class LeasedRun {
  readonly info: RunInfo;
  readonly lease: number;
  readonly memory: RunMemory;
  readonly definition: DurableDefinition;
  /** True once nothing may be done in its name any more. */
  gone = false;
  private readonly decider: Decider<unknown>;
  private readonly flights = new Map<string, Attempt>();
  private readonly timers: RunTimers;
  private readonly replies: ReplyWatch;
  private readonly attemptHost: AttemptHost;
  private queue: Occurrence[] = [];
  private begin: DurableCommand[];
  private wake: number;
  private woken: boolean;
  private status: RunStatus;
  private ended: { at: number; error: RunError | undefined } | undefined;
  private turning = false;
  private telling: NodeJS.Timeout | undefined;
  private isTelling = false;
  /** This lease has made progress. */
  private hasCommitted = false;
  /** Its state is beyond what a row holds. */
  private isLarge = false;

  constructor(
    private readonly host: RunHost,
    private readonly options: LeasedRunOptions,
  ) {
    this.info = options.info;
    this.definition = options.definition;
    this.memory = options.memory;
    this.lease = options.lease;
    this.decider = options.memory.decider;
    this.wake = options.wake;
    this.woken = options.isWoken;
    this.status = options.status;
    this.begin = options.begin;
    this.timers = new RunTimers(
      () => this.host.now(),
      () => this.turn(),
    );
    this.replies = new ReplyWatch(this.info, this.definition, this.memory, host.replyMs);
    this.attemptHost = {
      info: this.info,
      definition: this.definition,
      memory: this.memory,
      payloads: host.payloads,
      onFault: (error, command) => host.onFault(error, this.info, command),
    };
  }

  /** Wake number that covers what was read of the inbox. */
  get wakeFolded(): number {
    return this.wake;
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /** As it was committed last. */
  get summary(): RunSummary {
    const { info, status, ended } = this;
    return {
      run: info,
      status,
      error: ended?.error,
      startedAt: this.options.startedAt,
      finishedAt: ended?.at ?? null,
    };
  }

  start(): void {
    this.turn();
  }

  /** Something may lie in the inbox. */
  noteWake(): void {
    this.woken = true;
    this.turn();
  }

  /** The worker stops: lets go as soon as nothing is in flight. */
  drain(): void {
    this.turn();
  }

  /** Time is up, or the lease is lost: what runs is aborted, and nothing is written any more. */
  abandon(reason: Error): void {
    if (this.gone) return;
    this.leave(() => reason);
    this.host.onDropped(this);
  }

  /** Aborts what runs, and hands over what is left. For the end of a drain. */
  async surrender(): Promise<void> {
    this.abortFlights(new AppError('SHUTTING_DOWN'));
    this.queue = [];
    if (!this.gone && !this.turning) await this.letGo().catch(() => undefined);
    if (!this.gone) this.abandon(new AppError('SHUTTING_DOWN'));
  }

  private turn(): void {
    if (this.turning || this.gone) return;
    this.turning = true;
    void this.turns()
      .catch((error: unknown) => this.stall(error))
      .finally(() => {
        this.turning = false;
        // What came between the last look and here.
        if (!this.gone && (this.queue.length > 0 || this.woken || this.isTelling)) this.turn();
      });
  }

  private async turns(): Promise<void> {
    while (!this.gone) {
      // At the beginning first: a run that was cancelled in line does not even start.
      if (this.woken && this.begin.length > 0 && this.queue.length === 0) await this.fold();
      if (this.queue.length > 0 && this.flights.size > 0) await this.gather();
      if (this.gone) return;
      if (this.begin.length > 0 || this.queue.length > 0 || this.isTelling) await this.advance();
      else if (this.woken) await this.fold();
      else if (this.timers.takeDue(this.queue)) continue;
      else if (this.replies.isDue(this.host.now())) await this.replies.ask(this.host.now(), this.queue);
      else if (this.flights.size > 0 || this.lingers()) return this.timers.arm(this.replies.nextAsk);
      else await this.letGo();
    }
  }

  /** Steps that end in this turn of the event loop share a commit. */
  private async gather(): Promise<void> {
    await new Promise(setImmediate);
  }

  /** Waiting a moment in memory is cheaper than letting go. */
  private lingers(): boolean {
    const due = this.nextDue();
    return due !== null && !this.host.draining && due - this.host.now() < lingerMs;
  }

  private async fold(): Promise<void> {
    this.host.crashPoint('before-fold');
    this.woken = false;
    const inbox = await this.host.readInbox(this.info.id, this.lease);
    if (!inbox) return this.abandon(new AppError('CONFLICT'));
    this.wake = inbox.wake;
    this.queue.push(...inbox.messages);
  }

  /** Decides all that has happened, commits it, and sets off what follows. */
  private async advance(): Promise<void> {
    const batch = new Batch();
    const at = this.host.now();
    this.carry(this.begin, at, batch);
    this.begin = [];
    let index = 0;
    for (let pures = 0; batch.rows.length < limits.commitRows && batch.bytes < limits.commitBytes;) {
      if (batch.finish) break;
      const occurrence = this.queue[index];
      if (occurrence) {
        index += 1;
        this.absorb(occurrence, batch);
        continue;
      }
      const pure = batch.pures.shift();
      if (!pure) break;
      if (++pures % pureBurst === 0) await new Promise(setImmediate);
      this.queue.push(await this.attempt(pure));
    }
    this.queue.splice(0, index);
    if (this.gone) return;
    // A full batch leaves pure steps over; they are told again as the next beginning.
    this.begin = batch.pures.map(({ command }) => command);
    await this.commit(batch);
  }

  private absorb({ event, output, messageId, write, launch }: Occurrence, batch: Batch): void {
    const told: AnyEvent = { ...event, at: this.host.now(), ...(messageId === undefined ? {} : { messageId }) };
    if (told.type === 'step.crashed' && told.path !== undefined)
      Object.assign(told, { crashes: this.memory.crashesOf(told.path, told.generation) + 1 });
    const seq = this.memory.seq + 1;
    batch.addRow({
      seq,
      event: JSON.stringify(told),
      output: output && output.ref === undefined ? (output.json ?? null) : null,
      outputRef: output?.ref ?? null,
    });
    if (messageId !== undefined) batch.folded.push({ messageId, seq });
    if (write) batch.writes.push(write);
    if (launch) batch.launches.set(launch.command.path, launch);
    if (this.definition.watch?.includes(told.type)) batch.watched.push(told);
    if (runnerEvents.has(told.type)) this.again(told, seq, batch);
    else this.carry(this.memory.apply(told, seq, output), told.at, batch);
  }

  /** Of the runner's own events two are about a step: it crashed or was redriven. Unless it is over, it is set off anew. */
  private again(event: AnyEvent, seq: number, batch: Batch): void {
    this.memory.note(event, seq, undefined);
    const outstanding = this.decider.outstanding(this.memory.state);
    this.carry(
      outstanding.filter((command) => command.type === 'executeStep' && command.path === event.path),
      event.at,
      batch,
    );
  }

  private carry(commands: readonly DurableCommand[], at: number, batch: Batch): void {
    for (const command of commands) {
      switch (command.type) {
        case 'executeStep':
          this.prepare({ command, at: command.readyAt ?? at }, batch);
          break;
        case 'startTimer':
          this.timers.set(command);
          break;
        case 'cancelTimer':
          this.timers.cancel(command);
          break;
        case 'cancelStep':
          batch.drop(command.path);
          batch.cancelled.push(command.path);
          this.cancel(command.path);
          break;
        case 'finishRun':
          batch.finish ??= command;
          break;
        case 'awaitSignal':
          // Signals come through the inbox whether awaited or not; the decider keeps the early ones.
          break;
      }
    }
  }

  private prepare(launch: Launch, batch: Batch): void {
    const { path, attempt, generation, effect } = launch.command;
    const same = (other: { attempt: number; generation: number } | undefined): boolean =>
      other?.attempt === attempt && other.generation === generation;
    if (same(this.flights.get(path)) || same(batch.launches.get(path)?.command)) return;
    if (this.isParked(path, generation)) return;
    if (this.isolates(path)) launch.isolated = true;
    if (this.options.isSuspect && this.memory.seq === this.lease) {
      const error = { code: 'STEP_CRASHED', message: 'The step ended its worker again and again', retry: 'never' };
      this.queue.push({ event: { type: 'step.failed', path, attempt, error } });
    } else if (same(this.memory.started.get(path))) {
      // Started under an earlier lease and never answered: nobody knows whether it took effect.
      this.queue.push({ event: { type: 'step.unknown', path, attempt } });
    } else if (effect === 'pure') {
      batch.pures.push(launch);
    } else if (this.host.draining) {
      // What is not begun stays for the next holder.
    } else if (effect === 'idempotent') {
      batch.launches.set(path, launch);
    } else {
      // Its start must be committed first, and so it is launched by the batch that holds the start.
      this.queue.push({ event: { type: 'step.started', path, attempt, generation }, launch });
    }
  }

  private isolates(path: string): boolean {
    if (!this.definition.isolates) return false;
    return this.memory.isIsolated(path) || (this.options.isIsolated && !this.hasCommitted);
  }

  /** A dead letter: it is not tried again before somebody redrives it. */
  private isParked(path: string, generation: number): boolean {
    return this.memory.crashesOf(path, generation) >= crashesUntilParked;
  }

  /** A run whose only work is parked waits for a person. */
  private restingStatus(): RunStatus {
    const status = this.decider.status(this.memory.state);
    if (status !== 'running' || !this.memory.hasCrashes) return status;
    const isParked = this.decider
      .outstanding(this.memory.state)
      .some((command) => command.type === 'executeStep' && this.isParked(command.path, command.generation));
    return isParked ? 'waiting' : status;
  }

  private async commit(batch: Batch): Promise<void> {
    const { update, to } = this.updateOf(batch);
    this.isTelling = false;
    const told = this.changeOf(batch, to);
    if (update?.kind === 'finish') await this.close(batch, update, told?.change);
    const releases = update?.kind === 'release';
    // Each costs what the state has grown to, so later ones come when as much is new as lies before; none at the end.
    const apart = Math.max(limits.snapshotRows, this.memory.snapshotSeq);
    const isDue = update?.kind !== 'finish' && this.isSnapshotDue(releases ? shortestSnapshot : apart);
    const snapshot = isDue ? await this.snapshot() : undefined;
    const { rows, folded, writes } = batch;
    if (rows.length > 0 || update || told || snapshot) {
      if (releases) this.host.crashPoint('before-release');
      const outcome = await this.host.commit({
        runId: this.info.id,
        lease: this.lease,
        rows,
        folded,
        writes,
        ...(update ? { update } : {}),
        ...(snapshot ? { snapshot } : {}),
        ...(told ? { told } : {}),
      });
      if (this.gone) return;
      if (outcome === 'stale') return this.abandon(new AppError('CONFLICT'));
      if (snapshot) this.memory.snapshotSeq = snapshot.seq;
      if (outcome === 'refused') this.woken = true;
      else this.status = to;
      if (update?.kind === 'finish') this.ended = { at: this.host.now(), error: update.error };
      if (rows.length > 0) {
        this.hasCommitted = true;
        this.host.onAdvanced(this);
      }
      if (update?.kind === 'finish') return this.finished();
      if (update?.kind === 'release' && outcome === 'committed') return this.released(update);
    }
    this.launch(batch);
  }

  /** A short run is told of once; a long one must not keep to itself that it runs. */
  private tellSoon(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.isTelling = this.status === 'queued';
      this.turn();
    }, tellAfterMs);
  }

  /** What becomes of the run's own row with this batch. */
  private updateOf(batch: Batch): { update: RunUpdate | undefined; to: RunStatus } {
    const { finish } = batch;
    if (finish) {
      const error = finish.error && runError(finish.error);
      return { update: { kind: 'finish', status: finish.status, error }, to: finish.status };
    }
    const to = this.decider.status(this.memory.state);
    if (this.isAtRest(batch)) {
      const rests = this.restingStatus();
      return { update: this.releaseTo(rests, 0), to: rests };
    }
    // Waiting is written when the run is let go; a status that the row has already is not written again.
    if (to === this.status || to === 'waiting') return { update: undefined, to: this.status };
    if (this.status === 'queued' && to === 'running' && !this.isTelling) {
      this.tellSoon();
      return { update: undefined, to: this.status };
    }
    return { update: { kind: 'status', status: to }, to };
  }

  /** Nothing to do until something comes from outside: then the lease goes with this very commit. */
  private isAtRest(batch: Batch): boolean {
    if (
      this.flights.size > 0 ||
      batch.launches.size > 0 ||
      this.queue.length > 0 ||
      this.begin.length > 0 ||
      this.woken
    )
      return false;
    const due = this.nextDue();
    return due === null || due - this.host.now() >= lingerMs;
  }

  private nextDue(): number | null {
    const times = [this.timers.nextDue, this.replies.nextAsk].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : null;
  }

  private releaseTo(status: RunStatus, stalls: number): Extract<RunUpdate, { kind: 'release' }> {
    const readyAt = this.host.draining ? this.host.now() : null;
    return { kind: 'release', status, wake: this.wake, dueAt: this.nextDue(), readyAt, stalls };
  }

  private changeOf(batch: Batch, to: RunStatus): Commit['told'] {
    const isQuiet = to === this.status && batch.watched.length === 0 && batch.cancelled.length === 0;
    if (!this.definition.project || isQuiet) return undefined;
    const error = batch.finish?.error;
    const change = {
      run: this.info,
      from: this.status,
      to,
      at: this.host.now(),
      startedAt: this.options.startedAt,
      ...(error ? { error: runError(error) } : {}),
      events: batch.watched,
      cancelled: batch.cancelled,
      reading: this.reading(),
    };
    return { definition: this.definition, change };
  }

  private reading(): RunReading {
    const { memory } = this;
    return {
      decider: memory.decider,
      state: memory.state as Readonly<unknown>,
      input: memory.input.json === undefined ? undefined : memory.input.value,
      output: (path) => memory.output(path),
      metas: () => memory.allMetas(),
    };
  }

  /** The last row of a run: how it ended, and its output. */
  private async close(
    batch: Batch,
    { status, error }: Extract<RunUpdate, { kind: 'finish' }>,
    change?: object,
  ): Promise<void> {
    const { result, refused } = await this.resultOf(status, change);
    this.memory.end(result);
    const event = {
      type: 'run.finished',
      at: this.host.now(),
      status,
      ...(error ? { error } : {}),
      ...(refused ? { resultError: refused } : {}),
    };
    batch.addRow({
      seq: ++this.memory.seq,
      event: JSON.stringify(event),
      output: result && result.ref === undefined ? (result.json ?? null) : null,
      outputRef: result?.ref ?? null,
    });
  }

  private async resultOf(status: RunStatus, change?: object): Promise<{ result?: Payload; refused?: StepFailure }> {
    if (!this.definition.result) return {};
    await this.memory.complete(this.host.payloads);
    const value = this.definition.result(this.reading(), status as 'succeeded');
    if (value === undefined) return {};
    try {
      const result = await this.host.payloads.encode(this.info, value, 'The output of the run');
      if (change) Object.assign(change, { result: value });
      return { result };
    } catch (error) {
      // Above a limit: the run is over all the same, and its last row says why it has no output.
      if (!AppError.is(error, 'LIMIT_EXCEEDED')) throw error;
      return { refused: failureOf(error) };
    }
  }

  /** A large one is written again only once the run has grown by a quarter, so that its growth costs little in all. */
  private isSnapshotDue(afterRows: number): boolean {
    const { seq, snapshotSeq } = this.memory;
    const since = seq - snapshotSeq;
    return since >= afterRows && !(this.isLarge && since * 4 < seq);
  }

  private async snapshot(): Promise<SnapshotToWrite | undefined> {
    const { seq } = this.memory;
    const state = JSON.stringify(this.memory.state);
    const { version } = this.decider;
    this.isLarge = state.length > limits.inlineRun;
    if (!this.isLarge) return { seq, version, state, stateRef: null };
    const stateRef = await this.host.payloads.putSnapshot(this.info, seq, state);
    if (stateRef !== undefined) return { seq, version, state: '', stateRef };
    this.memory.snapshotSeq = seq;
    return undefined;
  }

  private launch(batch: Batch): void {
    if (this.gone) return;
    for (const launch of batch.launches.values()) {
      if (this.host.draining && launch.command.effect !== 'effectful') continue;
      const flight = new Attempt(this.attemptHost, launch.command, launch.at, launch.isolated);
      this.flights.set(launch.command.path, flight);
      void this.fly(flight);
    }
  }

  private async fly(flight: Attempt): Promise<void> {
    try {
      if (!this.memory.isComplete) await this.memory.complete(this.host.payloads);
    } catch (error) {
      return this.stall(error);
    }
    const out = () => this.flyOut(flight).catch((error: unknown) => this.stall(error));
    return flight.isolated ? this.host.alone(out) : out();
  }

  private async flyOut(flight: Attempt): Promise<void> {
    if (this.gone || this.flights.get(flight.path) !== flight) return;
    this.host.crashPoint('before-effect');
    const occurrence = await flight.run();
    this.host.crashPoint('after-effect');
    if (this.gone || this.flights.get(flight.path) !== flight) return;
    this.flights.delete(flight.path);
    this.queue.push(occurrence);
    this.turn();
  }

  private async attempt({ command, at, isolated }: Launch): Promise<Occurrence> {
    if (!this.memory.isComplete) await this.memory.complete(this.host.payloads);
    const attempt = new Attempt(this.attemptHost, command, at, isolated);
    return isolated ? this.host.alone(() => attempt.run()) : attempt.run();
  }

  private cancel(path: string): void {
    const flight = this.flights.get(path);
    this.flights.delete(path);
    flight?.abort(new AppError('CONFLICT', { detail: 'The step was cancelled' }));
    this.memory.replies.delete(path);
  }

  /** Lets go of a run that is at rest, drained, or stalled. */
  private async letGo(): Promise<void> {
    this.host.crashPoint('before-release');
    const status = this.restingStatus();
    const update = this.releaseTo(status, 0);
    const told = this.changeOf(new Batch(), status);
    const outcome = await this.host.commit({
      runId: this.info.id,
      lease: this.lease,
      rows: [],
      update,
      ...(told ? { told } : {}),
    });
    if (this.gone) return;
    if (outcome === 'committed') this.released(update);
    else this.woken = true;
  }

  /** Something of ours failed (a decider, a projection, the payload store): the run is left for later, with growing pauses. */
  private async stall(error: unknown): Promise<void> {
    if (this.gone) return;
    this.host.onFault(error, this.info);
    if (isTransient(error)) return this.abandon(new AppError('DATABASE_BUSY'));
    const stalls = this.options.stalls + 1;
    const pause = Math.min(300_000, 1000 * 2 ** Math.min(stalls, 9));
    const update: RunUpdate = {
      ...this.releaseTo(this.status, stalls),
      dueAt: this.host.now() + pause,
    };
    await this.host.commit({ runId: this.info.id, lease: this.lease, rows: [], update }).catch(() => undefined);
    // The memory may be ahead of history, so it must not be kept.
    this.abandon(new AppError('INTERNAL'));
  }

  private finished(): void {
    this.leave(() => new AppError('CONFLICT', { detail: 'The run is over' }));
    this.host.onFinished(this);
  }

  private released({ wake, dueAt, readyAt }: Extract<RunUpdate, { kind: 'release' }>): void {
    this.host.crashPoint('after-release');
    this.leave(() => new AppError('SHUTTING_DOWN'));
    this.host.onReleased(this, wake, dueAt, readyAt !== null);
  }

  /** `reason` is made only where something is left to be aborted: an error costs a stack trace. */
  private leave(reason: () => Error): void {
    this.gone = true;
    clearTimeout(this.telling);
    this.timers.clear();
    if (this.flights.size > 0) this.abortFlights(reason());
    this.queue = [];
  }

  private abortFlights(reason: Error): void {
    for (const flight of this.flights.values()) flight.abort(reason);
    this.flights.clear();
  }
}
