import type { ExecuteStep } from './decider.port.js';
import type { RunInfo } from './definition.port.js';
import type { PayloadStore } from './payloads/payload-store.port.js';
import type { CrashRule } from './runner/crash-points.js';
import type { Serving } from './store/serving.js';
import type { SqlStore } from './store/sql-store.port.js';
import type { WakeUps } from './wake-ups/wake-ups.port.js';

export interface DurableOptions {
  store: SqlStore;
  /** In memory unless given. */
  wakeUps?: WakeUps;
  /** For outputs above 64 KiB; without it they are kept inline up to 4 MiB a run. */
  payloads?: PayloadStore;
  /** Runs of one company that may be worked on at once. */
  companyPlaces?: number;
  maxRuns?: number;
  /** Which groups' runs this process takes; runs of a group that has living workers of its own are left to them. */
  serves?: Serving;
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
