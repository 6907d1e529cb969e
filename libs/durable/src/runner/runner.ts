import type { ExecuteStep } from '../decider.port.js';
import type { DurableDefinition, RunInfo } from '../definition.port.js';
import type { DurableOptions } from '../durable-options.js';
import type { Payloads } from '../payloads/payloads.js';
import { raiseDueRun } from '../store/run.repository.js';
import { livingWorkers } from '../store/serving.js';
import type { SqlStore } from '../store/sql-store.port.js';
import type { Closeable, WakeUps } from '../wake-ups/wake-ups.port.js';
import { Admitter, type PlacesOf } from './admitter.js';
import type { CrashPoint } from './crash-points.js';
import type { DatabaseClock } from './database-clock.js';
import { Reconciler } from './reconciler.js';
import type { CommittedRun } from './run-watchers.js';
import { ServedGroups } from './served-groups.js';
import { Worker, defaultMaxRuns } from './worker.js';

/** How long a worker that is not heard of counts as alive, ms. */
export const defaultLeaseMs = 15_000;

export interface RunnerOptions {
  store: SqlStore;
  clock: DatabaseClock;
  wakeUps: WakeUps;
  payloads: Payloads;
  crashPoint: CrashPoint;
  definitions: ReadonlyMap<string, DurableDefinition>;
  placesOf: PlacesOf;
  settings: Pick<
    DurableOptions,
    'exclusive' | 'leaseMs' | 'renewMs' | 'reconcileMs' | 'graceMs' | 'replyMs' | 'maxRuns' | 'serves'
  >;
  onAdvanced: (runId: string, seq: number) => void;
  /** Told after each commit, with the run as it was committed. */
  onCommitted: (run: CommittedRun) => void;
  onFault: (error: unknown, run?: RunInfo, command?: ExecuteStep) => void;
}

/** This process's share of the work, from `start` to `stop`: a worker, and what brings runs to it or to another process. */
export class Runner {
  readonly admitter: Admitter;
  readonly groups: ServedGroups;
  private current: Worker | undefined;
  private reconciler: Reconciler | undefined;
  /** Listens to wake-ups, while this process takes runs. */
  private hints: Closeable | undefined;

  constructor(private readonly options: RunnerOptions) {
    const { store, placesOf, onFault } = options;
    this.groups = new ServedGroups(options.settings.serves ?? {});
    this.admitter = new Admitter({
      store,
      taker: () => (this.hints ? this.current?.taker : undefined),
      hint: (runId, wake, group) => this.hint(runId, wake, group),
      apart: () => this.groups.places,
      placesOf,
      onFault: (error) => onFault(error),
    });
  }

  /** Undefined before `start` and after `stop`. */
  get worker(): Worker | undefined {
    return this.current;
  }

  async start(role: 'api' | 'worker' | 'all'): Promise<void> {
    const { admitter } = this;
    const { store, clock, wakeUps, settings, onFault } = this.options;
    await clock.synchronise();
    if (settings.exclusive) await store.run('DELETE FROM durable_workers');
    const takesRuns = role !== 'api';
    const worker = (this.current = this.makeWorker(takesRuns));
    await worker.lease.start();
    this.groups.see(await livingWorkers(store));
    if (takesRuns) this.hints = wakeUps.onWake((runId) => this.onWake(worker, runId), this.groups.own.only);
    this.reconciler = new Reconciler({
      store,
      worker,
      admitter,
      groups: this.groups,
      takesRuns,
      everyMs: settings.reconcileMs ?? 1000,
      graceMs: settings.graceMs ?? 1000,
      onFault: (error) => onFault(error),
    });
    this.reconciler.start();
  }

  async stop(drainMs: number): Promise<void> {
    const worker = this.current;
    if (!worker) return;
    worker.taker.stop();
    await Promise.all([this.hints?.close(), this.reconciler?.stop()]);
    await worker.drain(drainMs);
    await this.options.wakeUps.close();
    this.current = undefined;
  }

  /** A run that has a place needs no queue while this process works and has room for it. */
  hint(runId: string, wake: number, group: string | null): void {
    const worker = this.hints && this.groups.takes(group) ? this.current : undefined;
    if (!worker || worker.taker.room <= 0) return this.wake(runId, wake, group);
    void worker.taker.want(runId).then((taken) => {
      if (!taken) this.wake(runId, wake, group);
    });
  }

  /** Hints at a run where those listen who may take it. */
  wake(runId: string, wake: number, group: string | null, at?: number): void {
    this.options.wakeUps.wake(runId, wake, at, this.groups.lineOf(group));
  }

  private async onWake(worker: Worker, runId: string): Promise<void> {
    if (worker.noteWake(runId)) return;
    if (await worker.taker.want(runId)) return;
    const { store, clock } = this.options;
    const company = await raiseDueRun(store, runId, clock.now()).catch(() => undefined);
    if (company) this.admitter.soon(company);
  }

  private makeWorker(takesRuns: boolean): Worker {
    const { store, clock, wakeUps, payloads, crashPoint, definitions, settings, onAdvanced, onCommitted, onFault } =
      this.options;
    return new Worker({
      store,
      clock,
      wakeUps,
      payloads,
      admitter: this.admitter,
      groups: this.groups,
      crashPoint,
      definitions,
      leaseMs: settings.leaseMs ?? defaultLeaseMs,
      renewMs: settings.renewMs ?? 5_000,
      maxRuns: settings.maxRuns ?? defaultMaxRuns,
      takesRuns,
      replyMs: settings.replyMs ?? 60_000,
      onAdvanced,
      onCommitted,
      onFault,
    });
  }
}
