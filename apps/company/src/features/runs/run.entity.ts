import type { RunSummary } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What lists show of a run. Its truth is the durable history; this row follows in the same commits. */
export const runColumns = {
  id: column.id(),
  companyId: column.id(),
  workflowId: column.id(),
  workflowName: column.text(200),
  versionId: column.id(),
  version: column.int(),
  status: column.key<RunSummary['status']>(16),
  trigger: column.key(64),
  startedBy: column.id().nullable(),
  startedByName: column.text(100),
  error: column.json<RunSummary['error']>().nullable(),
  inputTokens: column.int(),
  outputTokens: column.int(),
  costMicros: column.money(),
  /** Digest of the person and the `Idempotency-Key` that started it: asked again, it is the same run. */
  requestKey: column.hash().nullable(),
  /** The run whose step started this one, and that step. */
  parentRunId: column.id().nullable(),
  parentStep: column.key(500).nullable(),
  /** The run that this one repeats. */
  rerunOf: column.id().nullable(),
  /** How many runs led here one after the other, each by an event of the one before. */
  chain: column.int().default(0),
  createdAt: column.millis(),
  startedAt: column.millis().nullable(),
  finishedAt: column.millis().nullable(),
  /** Since when input and outputs are gone, by the retention policy. */
  expiredAt: column.millis().nullable(),
};
export type RunRow = RowOf<typeof runColumns>;
export const runEntity = defineEntity('runs', runColumns, {
  audit: { none: 'a run has a history of its own' },
});

/** What the durable run is created with: all that expressions and views need beside the pinned version. */
export interface RunInput {
  input: unknown;
  /** What fired, as `trigger` of expressions: beside kind and node what the trigger knows, such as headers of a webhook. */
  trigger: { kind: string; node?: string; [fact: string]: unknown };
  startedBy: { userId: string | null; name: string };
  workflowId: string;
  workflowName: string;
  versionId: string;
  version: number;
  /** Something that strangers wrote had reached the step, or the run, that started this one. */
  outside?: true;
  /** The step that started this run and waits for its end. */
  parent?: ParentStep;
  rerunOf?: string;
  /** See `chain` of the run's row. */
  chain?: number;
}

export interface ParentStep {
  runId: string;
  path: string;
  generation: number;
  /** How many runs are around this one. */
  depth: number;
}

/** The kind of durable run that a workflow's run is. */
export const workflowKind = 'workflow';
