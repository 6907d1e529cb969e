import { LRUCache } from 'lru-cache';
import type { Decider } from '../decider.port.js';
import type { DurableDefinition } from '../definition.port.js';
import { Payload } from '../payloads/payload.js';
import { infoOf, type RunRowWithInput } from '../store/run-rows.js';
import { BatchPlanner } from './batch-planner.js';
import { Batch } from './batch.js';
import type { Commit, RunUpdate } from './commit.js';
import { Flights, type FlyingRun } from './flights.js';
import type { Occurrence } from './occurrence.js';
import { OwnRow } from './own-row.js';
import { close } from './run-end.js';
import type { LeasedRunOptions, RunHost } from './run-host.port.js';
import { RunMemory } from './run-memory.js';
import { RunTimers } from './run-timers.js';
import type { CommittedRun } from './run-watchers.js';

/** A run from its beginning to its end, as the commit that creates it writes it. */
export interface WholeRun extends CommittedRun {
  readonly rows: Commit['rows'];
  readonly update: Extract<RunUpdate, { kind: 'finish' }>;
  readonly told: Commit['told'];
  readonly writes: NonNullable<Commit['writes']>;
}

/** More steps are left to its lease holder. */
const mostSteps = 100;

/**
 * Runs that end on pure steps alone are carried out before they are created, so that their creation, steps and end are one commit.
 * Nothing happens outside of memory: when it does not come to an end, or the commit does not happen, it never was.
 */
export class WholeRuns {
  /** What runs were pinned to that did not end so: not tried again. */
  private readonly longer = new LRUCache<string, true>({ max: 1000 });

  constructor(private readonly host: RunHost) {}

  /** Undefined when it waits, acts on the outside, or takes its time; then it is to be carried out as always. */
  async carryOut(row: RunRowWithInput, definition: DurableDefinition): Promise<WholeRun | undefined> {
    const key = `${row.kind} ${row.ref}`;
    if (row.input === null || this.longer.has(key)) return undefined;
    // Whatever goes wrong here goes wrong again in the hands of a lease holder, who knows what to do about it.
    const whole = await this.attempt(row, definition).catch(() => undefined);
    if (!whole) this.longer.set(key, true);
    return whole;
  }

  private async attempt(row: RunRowWithInput, definition: DurableDefinition): Promise<WholeRun | undefined> {
    const { host } = this;
    const run = new Unborn(host, row, definition, await definition.decider(infoOf(row)));
    const batch = run.steps();
    if (!batch?.finish) return undefined;
    const { update, to } = run.row.finishedBy(batch.finish);
    const told = run.row.changeOf(batch, to);
    await close(run, host, batch, update as WholeRun['update'], told?.change);
    run.row.committed({ update, to }, 'committed');
    const { info, memory } = run;
    const { summary } = run.row;
    const { rows, writes } = batch;
    return { info, memory, summary, isOver: true, rows, writes, update: update as WholeRun['update'], told };
  }
}

/** A run that no table knows of. */
class Unborn implements FlyingRun {
  readonly gone = false;
  readonly info;
  readonly memory: RunMemory;
  readonly payloads;
  readonly row: OwnRow;
  private readonly queue: Occurrence[] = [];
  private readonly flights: Flights;
  private readonly planner: BatchPlanner;
  private readonly begin;

  constructor(
    private readonly host: RunHost,
    row: RunRowWithInput,
    readonly definition: DurableDefinition,
    decider: Decider<unknown>,
  ) {
    this.info = infoOf(row);
    this.payloads = host.payloads;
    this.memory = new RunMemory(decider, Payload.inline(row.input ?? 'null'));
    const begin = (this.begin = this.memory.apply({ type: 'run.started', at: row.created_at }, 1, undefined));
    const options: LeasedRunOptions = {
      ...{ info: this.info, definition, memory: this.memory, lease: 1, begin, wake: 0, stalls: 0 },
      ...{ status: 'running', startedAt: row.created_at, isIsolated: false, isSuspect: false, isWoken: false },
    };
    this.row = new OwnRow(host, options, () => undefined);
    this.flights = new Flights(host, this);
    const timers = new RunTimers(
      () => host.now(),
      () => undefined,
    );
    this.planner = new BatchPlanner(host, options, timers, this.flights, this.queue);
  }

  /** Undefined when it does not end on its own, at once. */
  steps(): Batch | undefined {
    const batch = new Batch();
    this.planner.carry(this.begin, this.host.now(), batch);
    for (let steps = 0; steps < mostSteps; steps++) {
      const pure = this.planner.fill(batch);
      if (!pure) return batch.launches.size > 0 ? undefined : batch;
      const landed = this.flights.pure(pure);
      if (landed instanceof Promise) return void landed.catch(() => undefined);
      this.queue.push(landed);
    }
    return undefined;
  }

  landed(): void {}

  async stall(): Promise<void> {}

  onFault(): void {}
}
