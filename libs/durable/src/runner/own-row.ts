import type { RunError, RunStatus } from '../definition.port.js';
import type { RunSummary } from '../run-view.js';
import type { Batch } from './batch.js';
import type { Commit, CommitOutcome, RunUpdate } from './commit.js';
import { readingOf } from './run-end.js';
import type { LeasedRunOptions, RunHost } from './run-host.port.js';

/** What a commit makes of the row, and the status that the run has from then on. */
export interface RowChange {
  update: RunUpdate | undefined;
  to: RunStatus;
}

/** That a run has begun is written together with its end or its first wait, unless these are further away than this. */
const tellAfterMs = 200;

const runError = (error: { code: string; message: string }): RunError => ({ ...error });

/** The run's own row: what it says since the last commit, what the next one makes of it, and what projections are told of that. */
export class OwnRow {
  /** Covers what was read of the inbox. */
  wake: number;
  /** The next commit says that the run has begun. */
  isTelling = false;
  private status: RunStatus;
  private ended: { at: number; error: RunError | undefined } | undefined;
  private telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: RunHost,
    private readonly options: LeasedRunOptions,
    private readonly turn: () => void,
  ) {
    this.wake = options.wake;
    this.status = options.status;
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  get summary(): RunSummary {
    const { status, ended } = this;
    const { info, startedAt } = this.options;
    return { run: info, status, error: ended?.error, startedAt, finishedAt: ended?.at ?? null };
  }

  finishedBy(finish: NonNullable<Batch['finish']>): RowChange {
    const error = finish.error && runError(finish.error);
    return { update: { kind: 'finish', status: finish.status, error }, to: finish.status };
  }

  goingOn(): RowChange {
    const { memory } = this.options;
    const to = memory.decider.status(memory.state);
    // Waiting is written when the run is let go; a status that the row has already is not written again.
    if (to === this.status || to === 'waiting') return { update: undefined, to: this.status };
    if (this.status === 'queued' && to === 'running' && !this.isTelling) {
      this.tellSoon();
      return { update: undefined, to: this.status };
    }
    return { update: { kind: 'status', status: to }, to };
  }

  /** `dueAt`: when it has something to do without anything from outside. */
  releasedTo(status: RunStatus, dueAt: number | null): Extract<RunUpdate, { kind: 'release' }> {
    const readyAt = this.host.draining ? this.host.now() : null;
    return { kind: 'release', status, wake: this.wake, dueAt, readyAt, stalls: 0 };
  }

  /** Released as it is, for a pause that grows with each time that this happens in a row. */
  stalled(): RunUpdate {
    const stalls = this.options.stalls + 1;
    const pause = Math.min(300_000, 1000 * 2 ** Math.min(stalls, 9));
    return { ...this.releasedTo(this.status, this.host.now() + pause), stalls };
  }

  /** What projections are told of a batch that takes the run to this status. */
  changeOf(batch: Batch, to: RunStatus): Commit['told'] {
    const { definition, info, memory, startedAt } = this.options;
    const isQuiet = to === this.status && batch.watched.length === 0 && batch.cancelled.length === 0;
    if (!definition.project || isQuiet) return undefined;
    const error = batch.finish?.error;
    const change = {
      run: info,
      from: this.status,
      to,
      at: this.host.now(),
      startedAt,
      ...(error ? { error: runError(error) } : {}),
      events: batch.watched,
      cancelled: batch.cancelled,
      reading: readingOf(memory),
    };
    return { definition, change };
  }

  committed({ update, to }: RowChange, outcome: CommitOutcome): void {
    if (outcome !== 'refused') this.status = to;
    if (update?.kind === 'finish') this.ended = { at: this.host.now(), error: update.error };
  }

  /** Nothing more is told. */
  leave(): void {
    clearTimeout(this.telling);
  }

  /** A short run is told of once; a long one must not keep to itself that it runs. */
  private tellSoon(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.isTelling = this.status === 'queued';
      this.turn();
    }, tellAfterMs);
  }
}
