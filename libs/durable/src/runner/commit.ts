import type { DurableDefinition, RunChange, RunError, RunStatus } from '../definition.port.js';
import type { NewHistoryRow } from '../store/history.repository.js';
import type { SqlTransaction } from '../store/sql-store.port.js';

export interface SnapshotToWrite {
  seq: number;
  version: number;
  /** Empty when it lies in the payload store. */
  state: string;
  stateRef: string | null;
}

/** What becomes of the run's own row, if anything. */
export type RunUpdate =
  | { kind: 'status'; status: RunStatus }
  | { kind: 'finish'; status: RunStatus; error: RunError | undefined }
  | { kind: 'release'; status: RunStatus; wake: number; dueAt: number | null; readyAt: number | null; stalls: number };

/** One commit of one run: all of it or nothing. */
export interface Commit {
  readonly runId: string;
  readonly lease: number;
  readonly rows: readonly NewHistoryRow[];
  readonly update?: RunUpdate;
  readonly snapshot?: SnapshotToWrite;
  /** Inbox messages that the rows fold in, by message id. */
  readonly folded?: readonly { messageId: string; seq: number }[];
  readonly writes?: readonly ((tx: SqlTransaction) => Promise<void>)[];
  readonly told?: { definition: DurableDefinition; change: RunChange };
}

/**
 * `committed`: done. `refused`: all but the release was done, because the run was woken meanwhile (or is not held any more).
 * `stale`: nothing was done, another worker has the lease.
 */
export type CommitOutcome = 'committed' | 'refused' | 'stale';

/** True when one INSERT is the whole commit. */
export const isPlain = ({ update, snapshot, folded, writes, told }: Commit): boolean =>
  !update && !snapshot && !told && !folded?.length && !writes?.length;
