import type { Caller } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';

/** Which step of which run asks. */
export interface StepOrigin {
  companyId: string;
  runId: string;
  workflowId: string;
  workflowName: string;
  startedBy: string | null;
  startedByName: string;
  /** What the workflow allows the model calls of this run to cost. */
  budgetMicros: number | undefined;
  /** Something that strangers wrote may have reached the step: a webhook, a page, an answer. */
  outside?: boolean;
  /** How many runs are around this one, by flow.subworkflow. */
  depth: number;
  path: string;
  stepName: string;
  key: string;
  attempt: number;
  generation: number;
  at: number;
  signal: AbortSignal;
  /** The step lives: what it waits for has come nearer. */
  heartbeat(): void;
}

/** A run acts for its company with the rights of an operator, never more. */
export const callerOf = (origin: Pick<StepOrigin, 'companyId' | 'startedBy'>): Caller => ({
  kind: 'service',
  companyId: origin.companyId,
  ...(origin.startedBy === null ? {} : { userId: origin.startedBy }),
  role: 'operator',
});

/** What a step wants written in the commit of its outcome. */
export type Write = (tx: SqlTransaction) => Promise<void>;
