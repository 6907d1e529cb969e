import type { DurableCommand, ExecuteStep } from '../decider.port.js';
import type { DurableDefinition, RunInfo, RunStatus } from '../definition.port.js';
import type { Payloads } from '../payloads/payloads.js';
import type { Commit, CommitOutcome } from './commit.js';
import type { CrashPoint } from './crash-points.js';
import type { Occurrence } from './occurrence.js';
import type { RunMemory } from './run-memory.js';
import type { CommittedRun } from './run-watchers.js';

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
  onAdvanced(run: CommittedRun): void;
  onFinished(run: CommittedRun): void;
  onReleased(run: CommittedRun, wake: number, dueAt: number | null, isReady: boolean): void;
  /** The run is no longer ours, or cannot be told: another lease will bring it up again. */
  onDropped(run: CommittedRun): void;
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
