import type {
  Decider,
  DurableCommand,
  DurableEvent,
  ExecuteStep,
  StepContext,
  StepMeta,
  StepOutcome,
} from './decider.port.js';
import type { SqlTransaction } from './store/sql-store.port.js';

export type RunStatus = 'queued' | 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** What a run was created as; never changes. */
export interface RunInfo {
  readonly id: string;
  readonly kind: string;
  readonly companyId: string;
  /** Runs of one group share places beside those of their company, such as the runs of a workflow; null: the company's alone. */
  readonly group: string | null;
  /** What the service pinned at creation, such as the id of a workflow version. */
  readonly ref: string | null;
  readonly priority: number;
  readonly createdAt: number;
  /** W3C `traceparent` of the request that created it; null when that was not traced. */
  readonly trace: string | null;
}

export interface RunError {
  code: string;
  message: string;
  [extra: string]: unknown;
}

/** What a run is, read at one moment. */
export interface RunReading<S = unknown> {
  readonly decider: Decider<S>;
  readonly state: Readonly<S>;
  /** Undefined while it lies in the payload store and no step has asked for it. */
  readonly input: unknown;
  /** Output of a finished step, or the payload of a message as `message:<id>`; undefined when there is none. */
  output(path: string): unknown;
  /** What a finished step spent, and what its executor told; undefined for one that has not succeeded. */
  meta(path: string): StepMeta | undefined;
  /** What each finished step spent. */
  metas(): Iterable<StepMeta>;
  /** False while nobody outside can know of the run by a step of it: none has waited or been in doubt, and nobody has interfered. */
  readonly hasWaited: boolean;
}

/** A change that is being committed: the status, events that the definition watches, steps that were cancelled, or several of these. */
export interface RunChange<S = unknown, E extends DurableEvent = DurableEvent> {
  readonly run: RunInfo;
  readonly from: RunStatus;
  /** Equals `from` when only events or cancelled steps are told. */
  readonly to: RunStatus;
  readonly at: number;
  /** When its first lease was taken; may lie before `at` also where `from` is `queued`, since a short run is told of at its end. */
  readonly startedAt: number | null;
  readonly error?: RunError;
  /** What the definition's `result` made of the run; at the end only. */
  readonly result?: unknown;
  readonly events: readonly E[];
  /** Paths of the steps that the decider cancelled in the midst of their work or wait. */
  readonly cancelled: readonly string[];
  readonly reading: RunReading<S>;
}

/** A step that waits for another service's reply for longer than it should. */
export interface Unanswered {
  readonly run: RunInfo;
  readonly path: string;
  readonly attempt: number;
  readonly key: string;
  readonly wait: Readonly<Record<string, unknown>>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A message to a run: `id` counts once per run. `output` lies beside the event and never reaches the decider. */
export interface Message<E = DurableEvent> {
  id: string;
  /** `at` is set when the holder folds it in. */
  event: { type: string; path?: string; [field: string]: unknown } | DistributiveOmit<E, 'at'>;
  output?: unknown;
}

/** One sort of durable run: who decides, who acts, what else is written in the same commit. */
export interface DurableDefinition<
  S = unknown,
  E extends DurableEvent = DurableEvent,
  C extends DurableCommand = DurableCommand,
> {
  readonly kind: string;
  /** The decider of one run; called at each lease, so the service caches by `ref`. */
  decider(run: RunInfo): Promise<Decider<S, E, C>>;
  /** Carries out one attempt. An error with a verdict (`code`, `retry`, `details.retryAfterMs`) becomes `step.failed`. */
  execute(
    command: Extract<C, { type: 'executeStep' }> & ExecuteStep,
    context: StepContext<S>,
  ): Promise<StepOutcome> | StepOutcome;
  /** Output of the whole run, kept in the last row of its history. */
  result?(reading: RunReading<S>, status: 'succeeded' | 'failed' | 'cancelled'): unknown;
  /** `execute` heeds `context.isolated`. Without it a run that ended its workers is held alone among its like, and fails in the end. */
  readonly isolates?: boolean;
  /** Types of events that `project` is told about beside changes of status. */
  readonly watch?: readonly string[];
  /** Called inside the transaction that commits the changes. May be repeated with it; must not act outside of `tx`. */
  project?(tx: SqlTransaction, changes: readonly RunChange<S, E>[]): Promise<void>;
  /** Asked when a reply is missing for 60 s, then with growing pauses. A message is taken as if it had been sent. */
  unanswered?(step: Unanswered): Promise<Message<E> | undefined>;
}
