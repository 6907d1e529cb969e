/**
 * What the runner asks of a decider. It imports none: workflow runs, agent tasks and deliveries each bring theirs.
 * Events are appended to history as they are; state is always `fold(events)`, so a decider must be deterministic.
 */

import type { SqlTransaction } from './store/sql-store.port.js';

/** The fields of an event that the runner itself reads. Everything else belongs to the decider. Must survive JSON. */
export interface DurableEvent {
  type: string;
  /** Epoch ms, database time. */
  at: number;
  path?: string;
}

export type DurableEffect = 'pure' | 'idempotent' | 'effectful';

/** The commands that the runner carries out. Deciders may add fields, which reach the executor. */
export type DurableCommand =
  | {
      type: 'executeStep';
      path: string;
      attempt: number;
      generation: number;
      effect: DurableEffect;
      /** Time of the event that made the step ready; that of the command's own event unless set. */
      readyAt?: number;
      /** Start to close, milliseconds: the runner ends the attempt by its abort signal. */
      timeoutMs?: number;
      /** Longest silence between heartbeats, milliseconds. */
      heartbeatMs?: number;
    }
  | { type: 'startTimer'; path: string; timer: string; attempt: number; at: number }
  | { type: 'cancelTimer'; path: string; timer: string }
  | { type: 'awaitSignal'; path: string; name: string }
  | { type: 'cancelStep'; path: string }
  | { type: 'finishRun'; status: 'succeeded' | 'failed' | 'cancelled'; error?: { code: string; message: string } };

export interface Decider<S, E extends DurableEvent = DurableEvent, C extends DurableCommand = DurableCommand> {
  /** A snapshot of another version is ignored and the history replayed. */
  readonly version: number;
  initial(): S;
  /** Ignores stale and repeated events. May use up the state it is given (change it in place and return it): after a failed commit, fold again. */
  decide(state: S, event: E): { state: S; commands: C[] };
  /** Commands that are still to be carried out in this state: what a new lease holder starts with. */
  outstanding(state: S): C[];
  /** True when nothing can happen before something comes from outside. */
  status(state: S): 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
}

export type ExecuteStep = Extract<DurableCommand, { type: 'executeStep' }>;

/** What an executor answers. `event` holds the decider's own fields (port, items …); `output` is kept beside it and never reaches the decider. */
export type StepOutcome = (
  | { kind: 'succeeded'; output?: unknown; event?: Record<string, unknown>; meta?: StepMeta }
  | { kind: 'suspended'; wait: Record<string, unknown>; event?: Record<string, unknown>; meta?: StepMeta }
) & {
  /** Written in the same commit as the outcome (an inbox item, an outbox row). May be repeated with the transaction. */
  write?: (tx: SqlTransaction) => Promise<void>;
};

export interface StepMeta {
  ms?: number;
  usage?: { inputTokens?: number; outputTokens?: number; tokens?: number; costMicros?: number; model?: string };
  warnings?: string[];
  logs?: string[];
  [extra: string]: unknown;
}

/** The context of one attempt. */
export interface StepContext<S = unknown> {
  runId: string;
  companyId: string;
  path: string;
  attempt: number;
  generation: number;
  /** base64url(SHA-256(run id, path, generation)): the same across retries, workers and crashes. */
  key: string;
  /** Time of the event that made the step ready. */
  at: number;
  signal: AbortSignal;
  /**
   * The run's last worker died without having committed anything: the work is to be done in a process of its own (`runIsolated`), whose
   * end is told by STEP_CRASHED with `crashed: true`. Only for definitions that say `isolates`.
   */
  isolated?: boolean;
  heartbeat(): void;
  /** Outputs of finished steps by path; payload of a message without a path as `message:<message id>`. Read only. */
  output(path: string): unknown;
  /** What steps that ended or failed spent, by path, attempts before included: `ms` of the last, `attempts` and what their executors told. */
  meta(path: string): (StepMeta & { attempts: number }) | undefined;
  state: Readonly<S>;
  /** What the run was started with. */
  input: unknown;
}
