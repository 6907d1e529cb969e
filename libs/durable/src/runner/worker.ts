/*
 * One process's part in durable: the runs it holds, and the loops that bring it more. Longer than most files because it is the place
 * where leases, commits, wake-ups and admission meet.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#libs/contracts';
import type { DurableCommand, ExecuteStep } from '../decider.port.js';
import type { DurableDefinition, RunInfo } from '../definition.port.js';
import { limits } from '../limits.js';
import { Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';
import { readInbox } from '../store/inbox.repository.js';
import { crashesUntilDead, crashesUntilSuspect, crashesUntilIsolated, type TakenRun } from '../store/leases.js';
import { loadRun } from '../store/load-run.js';
import { infoOf, type RunRowWithInput } from '../store/run-rows.js';
import { isTransient } from '../store/sql-errors.js';
import type { SqlStore } from '../store/sql-store.port.js';
import type { WakeUps } from '../wake-ups/wake-ups.port.js';
import type { Admitter } from './admitter.js';
import type { Commit, CommitOutcome } from './commit.js';
import { Committer } from './committer.js';
import type { CrashPoint } from './crash-points.js';
import type { DatabaseClock } from './database-clock.js';
import { FewAtOnce } from './few-at-once.js';
import { LeasedRun } from './leased-run.js';
import { LeaseTaker } from './lease-taker.js';
import { MemoryCache } from './memory-cache.js';
import type { Occurrence } from './occurrence.js';
import type { RunHost } from './run-host.port.js';
import { RunMemory } from './run-memory.js';
import type { CommittedRun } from './run-watchers.js';
import type { ServedGroups } from './served-groups.js';
import { WholeRuns, type WholeRun } from './whole-run.js';
import { WorkerLease } from './worker-lease.js';

export interface WorkerOptions {
  store: SqlStore;
  clock: DatabaseClock;
  wakeUps: WakeUps;
  payloads: Payloads;
  admitter: Admitter;
  crashPoint: CrashPoint;
  definitions: ReadonlyMap<string, DurableDefinition>;
  leaseMs: number;
  renewMs: number;
  maxRuns: number;
  /** False: it works on what this process created with `immediate` alone, and counts as no room for others. */
  takesRuns: boolean;
  groups: ServedGroups;
  replyMs: number;
  onAdvanced: (runId: string, seq: number) => void;
  /** Told after each commit, with the run as it was committed. */
  onCommitted: (run: CommittedRun) => void;
  onFault: (error: unknown, run?: RunInfo, command?: ExecuteStep) => void;
}

export class Worker implements RunHost {
  draining = false;
  readonly lease: WorkerLease;
  readonly taker: LeaseTaker;
  readonly payloads: Payloads;
  readonly crashPoint: CrashPoint;
  private readonly held = new Map<string, LeasedRun | 'loading'>();
  private readonly suspects = new Set<string>();
  private readonly cache = new MemoryCache();
  private readonly isolation = new FewAtOnce(limits.isolatedSteps);
  private readonly committer: Committer;
  private readonly wholes = new WholeRuns(this);

  constructor(private readonly options: WorkerOptions) {
    const { store, crashPoint, payloads } = options;
    this.payloads = payloads;
    this.crashPoint = crashPoint;
    this.lease = new WorkerLease({
      store,
      lastsMs: options.leaseMs,
      everyMs: options.renewMs,
      capacity: options.takesRuns ? options.maxRuns : 0,
      serving: options.groups.own,
      onLost: () => this.loseAll(),
      onRenewed: () => options.clock.synchronise(),
    });
    const workerId = () => this.lease.id;
    this.committer = new Committer({
      store,
      workerId,
      crashPoint,
      holdsLease: () => this.lease.holds,
      now: () => this.now(),
      lanes: store.dialect === 'sqlite' ? 1 : 2,
    });
    this.taker = this.makeTaker();
  }

  get replyMs(): number {
    return this.options.replyMs;
  }

  now(): number {
    return this.options.clock.now();
  }

  get heldIds(): string[] {
    return [...this.held.keys()];
  }

  get free(): number {
    return this.draining || !this.lease.holds ? 0 : this.options.maxRuns - this.held.size;
  }

  holds(runId: string): boolean {
    return this.held.has(runId);
  }

  /** True when the run is in this worker's hands; then it looks into its inbox. */
  noteWake(runId: string): boolean {
    const run = this.held.get(runId);
    if (run instanceof LeasedRun) run.noteWake();
    return run !== undefined;
  }

  /** As `noteWake`, when the number is one that the run has not seen. */
  noteWakeNumber(runId: string, wake: number): boolean {
    const run = this.held.get(runId);
    if (run instanceof LeasedRun && run.wakeFolded < wake) run.noteWake();
    return run !== undefined;
  }

  commit(commit: Commit): Promise<CommitOutcome> {
    return this.committer.commit(commit);
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.isolation.run(work);
  }

  readInbox(runId: string, lease: number): Promise<{ wake: number; messages: Occurrence[] } | undefined> {
    return readInbox(this.options.store, runId, lease, this.lease.id);
  }

  onAdvanced(run: CommittedRun): void {
    this.suspects.delete(run.info.id);
    this.options.onAdvanced(run.info.id, run.memory.seq);
    this.options.onCommitted(run);
  }

  onFinished(run: CommittedRun): void {
    this.forget(run.info.id);
    this.options.admitter.freed(run.info.companyId);
  }

  onReleased(run: CommittedRun, wake: number, dueAt: number | null, isReady: boolean): void {
    const { id, companyId, group } = run.info;
    this.cache.keep(id, run.memory);
    this.forget(id);
    if (dueAt !== null) this.options.wakeUps.wake(id, wake, dueAt, this.options.groups.lineOf(group));
    if (isReady) this.options.admitter.soon(companyId);
    else this.options.admitter.freed(companyId);
  }

  onDropped(run: CommittedRun): void {
    this.forget(run.info.id);
  }

  onFault(error: unknown, run: RunInfo, command?: ExecuteStep): void {
    this.options.onFault(error, run, command);
  }

  /** See `WholeRuns`. The row is that of a run which this worker is about to lease. */
  async wholly(row: RunRowWithInput): Promise<WholeRun | undefined> {
    const definition = this.options.definitions.get(row.kind);
    return definition && this.wholes.carryOut(row, definition);
  }

  /** A run that was over when it was created is there now. */
  hasCarriedOut(run: WholeRun): void {
    this.onAdvanced(run);
  }

  /** Brings a run whose lease this worker has just taken to life. */
  adopt(taken: TakenRun): void {
    const info = infoOf(taken.row);
    if (this.held.get(info.id) instanceof LeasedRun) return;
    this.held.set(info.id, 'loading');
    if (taken.crashes >= crashesUntilSuspect) this.suspects.add(info.id);
    void this.bringUp(info, taken).catch((error: unknown) => this.leaveForLater(info, taken, error));
  }

  /** Lets go of everything: what rests at once, what is in flight when it ends, the rest after `ms`. */
  async drain(ms: number): Promise<void> {
    this.draining = true;
    this.taker.stop();
    const end = Date.now() + ms;
    for (const run of this.runs()) run.drain();
    while (this.held.size > 0 && Date.now() < end) await sleep(20);
    await Promise.all(this.runs().map((run) => run.surrender()));
    await this.options.admitter.settled();
    await this.lease.stop();
  }

  private runs(): LeasedRun[] {
    return [...this.held.values()].filter((run) => run instanceof LeasedRun);
  }

  private makeTaker(): LeaseTaker {
    const { store, definitions, crashPoint, groups } = this.options;
    const { lease, held, suspects } = this;
    return new LeaseTaker({
      store,
      crashPoint,
      free: () => this.free,
      onTaken: (run) => this.adopt(run),
      onFault: (error) => this.options.onFault(error),
      take: {
        get workerId() {
          return lease.id;
        },
        kinds: new Set(definitions.keys()),
        isHeld: (id) => held.has(id),
        takes: (group) => groups.takes(group),
        now: () => this.now(),
        suspects: () => 1 - suspects.size,
      },
    });
  }

  private async bringUp(info: RunInfo, taken: TakenRun): Promise<void> {
    const { row, lease, isFresh, crashes } = taken;
    const definition = this.options.definitions.get(info.kind);
    if (!definition) throw new AppError('INTERNAL', { detail: `No definition of kind ${info.kind}` });
    const { memory, begin } = await this.memoryOf(definition, info, taken);
    const run = new LeasedRun(this, {
      info,
      definition,
      memory,
      lease,
      begin,
      wake: row.wake,
      status: row.status,
      startedAt: row.started_at ?? this.now(),
      stalls: row.stalls,
      isIsolated: definition.isolates === true && crashes >= crashesUntilIsolated,
      isSuspect: crashes >= crashesUntilDead,
      isWoken: !isFresh || row.wake > 0,
    });
    this.held.set(info.id, run);
    // The lease may have been lost while the history was read.
    if (!this.lease.holds) return run.abandon(new AppError('CONFLICT'));
    if (isFresh) this.options.onAdvanced(info.id, lease);
    run.start();
  }

  private async memoryOf(
    definition: DurableDefinition,
    info: RunInfo,
    { row, lease, isFresh }: TakenRun,
  ): Promise<{ memory: RunMemory; begin: DurableCommand[] }> {
    const decider = await definition.decider(info);
    const input = row.input_ref === null ? Payload.inline(row.input ?? 'null') : Payload.stored(row.input_ref);
    if (isFresh) {
      const memory = new RunMemory(decider, input);
      return {
        memory,
        begin: memory.apply({ type: 'run.started', at: row.started_at ?? this.now() }, lease, undefined),
      };
    }
    const cached = this.cache.take(info.id);
    const fits = cached?.seq === lease - 1 && cached.decider.version === decider.version;
    const memory = fits ? cached : await loadRun(this.options.store, info.id, decider, input, this.payloads);
    memory.seq = lease;
    return { memory, begin: memory.decider.outstanding(memory.state) };
  }

  /** Its decider or history could not be had: the run is let go, with growing pauses. */
  private async leaveForLater(info: RunInfo, { row, lease }: TakenRun, error: unknown): Promise<void> {
    this.options.onFault(error, info);
    const stalls = row.stalls + 1;
    const dueAt = this.now() + Math.min(300_000, 1000 * 2 ** Math.min(stalls, 9));
    if (!isTransient(error))
      await this.commit({
        runId: info.id,
        lease,
        rows: [],
        update: { kind: 'release', status: row.status, wake: row.wake, dueAt, readyAt: null, stalls },
      }).catch(() => undefined);
    this.forget(info.id);
  }

  private loseAll(): void {
    for (const run of this.runs()) run.abandon(new AppError('CONFLICT', { detail: 'The lease was lost' }));
  }

  private forget(runId: string): void {
    this.held.delete(runId);
    this.suspects.delete(runId);
    this.taker.work();
  }
}

export const defaultMaxRuns = limits.runsPerWorker;
