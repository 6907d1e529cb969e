/*
 * The heart of durable, and longer than most files for it: one run in the hands of its lease holder. It keeps the order that every
 * promise rests on: decide (`batch-planner.ts`), commit (`own-row.ts`, `run-end.ts`, `run-snapshots.ts` say what), and only then act
 * (`flights.ts`).
 */
import { AppError } from '#libs/contracts';
import type { DurableCommand, ExecuteStep } from '../decider.port.js';
import type { DurableDefinition, RunInfo } from '../definition.port.js';
import type { Payloads } from '../payloads/payloads.js';
import type { RunSummary } from '../run-view.js';
import { isTransient } from '../store/sql-errors.js';
import { BatchPlanner } from './batch-planner.js';
import { Batch } from './batch.js';
import type { RunUpdate } from './commit.js';
import { Flights, type FlyingRun } from './flights.js';
import type { Occurrence } from './occurrence.js';
import { OwnRow, type RowChange } from './own-row.js';
import { ReplyWatch } from './reply-watch.js';
import { close } from './run-end.js';
import type { LeasedRunOptions, RunHost } from './run-host.port.js';
import type { RunMemory } from './run-memory.js';
import { RunSnapshots } from './run-snapshots.js';
import { RunTimers } from './run-timers.js';
import type { CommittedRun } from './run-watchers.js';

/** A run that waits for less than this stays in memory. */
const lingerMs = 1000;
/** Pure steps in a row before others get their turn of the event loop. */
const pureBurst = 200;

export class LeasedRun implements CommittedRun, FlyingRun {
  readonly info: RunInfo;
  readonly lease: number;
  readonly memory: RunMemory;
  readonly definition: DurableDefinition;
  readonly payloads: Payloads;
  /** True once nothing may be done in its name any more. */
  gone = false;
  private readonly row: OwnRow;
  private readonly timers: RunTimers;
  private readonly replies: ReplyWatch;
  private readonly flights: Flights;
  private readonly planner: BatchPlanner;
  private readonly snapshots: RunSnapshots;
  private readonly queue: Occurrence[] = [];
  private begin: DurableCommand[];
  private woken: boolean;
  private turning = false;

  constructor(
    private readonly host: RunHost,
    options: LeasedRunOptions,
  ) {
    const { info, definition, memory } = options;
    this.info = info;
    this.definition = definition;
    this.memory = memory;
    this.lease = options.lease;
    this.payloads = host.payloads;
    this.woken = options.isWoken;
    this.begin = options.begin;
    const turn = () => this.turn();
    this.row = new OwnRow(host, options, turn);
    this.timers = new RunTimers(() => host.now(), turn);
    this.replies = new ReplyWatch(info, definition, memory, host.replyMs);
    this.flights = new Flights(host, this);
    this.planner = new BatchPlanner(host, options, this.timers, this.flights, this.queue);
    this.snapshots = new RunSnapshots(info, memory, host.payloads);
  }

  /** Wake number that covers what was read of the inbox. */
  get wakeFolded(): number {
    return this.row.wake;
  }

  get isOver(): boolean {
    return this.row.isOver;
  }

  /** As it was committed last. */
  get summary(): RunSummary {
    return this.row.summary;
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

  landed(occurrence: Occurrence): void {
    this.queue.push(occurrence);
    this.turn();
  }

  onFault(error: unknown, command: ExecuteStep): void {
    this.host.onFault(error, this.info, command);
  }

  /** Time is up, or the lease is lost: what runs is aborted, and nothing is written any more. */
  abandon(reason: Error): void {
    if (this.gone) return;
    this.leave(() => reason);
    this.host.onDropped(this);
  }

  /** Aborts what runs, and hands over what is left. For the end of a drain. */
  async surrender(): Promise<void> {
    this.flights.abortAll(new AppError('SHUTTING_DOWN'));
    this.queue.length = 0;
    if (!this.gone && !this.turning) await this.letGo().catch(() => undefined);
    if (!this.gone) this.abandon(new AppError('SHUTTING_DOWN'));
  }

  /** Something of ours failed (a decider, a projection, the payload store): the run is left for later, with growing pauses. */
  async stall(error: unknown): Promise<void> {
    if (this.gone) return;
    this.host.onFault(error, this.info);
    if (isTransient(error)) return this.abandon(new AppError('DATABASE_BUSY'));
    const { info, lease } = this;
    await this.host.commit({ runId: info.id, lease, rows: [], update: this.row.stalled() }).catch(() => undefined);
    // The memory may be ahead of history, so it must not be kept.
    this.abandon(new AppError('INTERNAL'));
  }

  private turn(): void {
    if (this.turning || this.gone) return;
    this.turning = true;
    void this.turns()
      .catch((error: unknown) => this.stall(error))
      .finally(() => {
        this.turning = false;
        // What came between the last look and here.
        if (!this.gone && (this.queue.length > 0 || this.woken || this.row.isTelling)) this.turn();
      });
  }

  private async turns(): Promise<void> {
    while (!this.gone) {
      // At the beginning first: a run that was cancelled in line does not even start.
      if (this.woken && this.begin.length > 0 && this.queue.length === 0) await this.fold();
      if (this.queue.length > 0 && this.flights.size > 0) await this.gather();
      if (this.gone) return;
      if (this.begin.length > 0 || this.queue.length > 0 || this.row.isTelling) await this.advance();
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
    this.row.wake = inbox.wake;
    this.queue.push(...inbox.messages);
  }

  /** Decides all that has happened, commits it, and sets off what follows. */
  private async advance(): Promise<void> {
    const { planner, queue } = this;
    const batch = new Batch();
    planner.carry(this.begin, this.host.now(), batch);
    this.begin = [];
    for (let pures = 0; ;) {
      const pure = planner.fill(batch);
      if (!pure) break;
      if (++pures % pureBurst === 0) await new Promise(setImmediate);
      const landed = this.flights.pure(pure);
      queue.push(landed instanceof Promise ? await landed : landed);
    }
    queue.splice(0, batch.taken);
    if (this.gone) return;
    // A full batch leaves pure steps over; they are told again as the next beginning.
    this.begin = batch.pures.map(({ command }) => command);
    await this.commit(batch);
  }

  private async commit(batch: Batch): Promise<void> {
    const change = this.changeBy(batch);
    const { update, to } = change;
    this.row.isTelling = false;
    const told = this.row.changeOf(batch, to);
    if (update?.kind === 'finish') await close(this, this.host, batch, update, told?.change);
    const releases = update?.kind === 'release';
    const snapshot =
      update?.kind !== 'finish' && this.snapshots.isDue(releases) ? await this.snapshots.take() : undefined;
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
      if (snapshot) this.snapshots.written(snapshot);
      if (outcome === 'refused') this.woken = true;
      this.row.committed(change, outcome);
      if (rows.length > 0) {
        this.planner.hasCommitted = true;
        this.host.onAdvanced(this);
      }
      if (update?.kind === 'finish') return this.finished();
      if (update?.kind === 'release' && outcome === 'committed') return this.released(update);
    }
    this.flights.launch(batch);
  }

  /** What becomes of the run's own row with this batch. */
  private changeBy(batch: Batch): RowChange {
    if (batch.finish) return this.row.finishedBy(batch.finish);
    if (!this.isAtRest(batch)) return this.row.goingOn();
    const to = this.planner.restingStatus();
    return { update: this.row.releasedTo(to, this.nextDue()), to };
  }

  /** Nothing to do until something comes from outside: then the lease goes with this very commit. */
  private isAtRest({ launches }: Batch): boolean {
    if (this.flights.size > 0 || launches.size > 0 || this.queue.length > 0 || this.begin.length > 0 || this.woken)
      return false;
    const due = this.nextDue();
    return due === null || due - this.host.now() >= lingerMs;
  }

  private nextDue(): number | null {
    const times = [this.timers.nextDue, this.replies.nextAsk].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Lets go of a run that is at rest, drained, or stalled. */
  private async letGo(): Promise<void> {
    this.host.crashPoint('before-release');
    const status = this.planner.restingStatus();
    const update = this.row.releasedTo(status, this.nextDue());
    const told = this.row.changeOf(new Batch(), status);
    const { info, lease } = this;
    const outcome = await this.host.commit({ runId: info.id, lease, rows: [], update, ...(told ? { told } : {}) });
    if (this.gone) return;
    if (outcome === 'committed') this.released(update);
    else this.woken = true;
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
    this.row.leave();
    this.timers.clear();
    if (this.flights.size > 0) this.flights.abortAll(reason());
    this.queue.length = 0;
  }
}
