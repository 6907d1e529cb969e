import type { Run, RunEvent, RunSummary, Step } from '#libs/contracts';
import { usageOf, type HistoryEntry, type RunView } from '#libs/durable';
import { stepViews, type Flow, type RunState, type StepView } from '#libs/engine';
import type { WorkflowNode } from '#libs/workflow';
import type { RunInput, RunRow } from './run.entity.js';
import { metaOf, outputOf } from './step-values.js';

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : iso(ms));

export const summaryOf = (row: RunRow): RunSummary => ({
  id: row.id,
  workflowId: row.workflowId,
  workflowName: row.workflowName,
  version: row.version,
  status: row.status,
  trigger: row.trigger,
  startedBy: { userId: row.startedBy, name: row.startedByName },
  error: row.error,
  parentRunId: row.parentRunId,
  parentStep: row.parentStep,
  rerunOf: row.rerunOf,
  usage: { inputTokens: row.inputTokens, outputTokens: row.outputTokens, costMicros: row.costMicros },
  createdAt: iso(row.createdAt),
  startedAt: isoOrNull(row.startedAt),
  finishedAt: isoOrNull(row.finishedAt),
  ...(row.expiredAt === null ? {} : { expiredAt: iso(row.expiredAt) }),
});

/** The row of a run as its last commit left it. */
export const endedRow = (row: RunRow, { status, error, startedAt, finishedAt, metas }: RunView<RunState>): RunRow => ({
  ...row,
  ...usageOf(metas()),
  status,
  error: error ? { ...error, code: error.code, message: error.message } : null,
  startedAt,
  finishedAt,
});

/** A run with its input, counts of steps and, when it is over, its output. Usage of a run that goes on is that of its steps that ended or failed. */
export function runOf(row: RunRow, view: RunView<RunState>, flow: Flow): Run {
  const counts: Run['stepCounts'] = {};
  for (const { status } of stepViews(flow, view.state)) counts[status] = (counts[status] ?? 0) + 1;
  // Empty once the retention policy took it.
  const input = row.expiredAt === null ? ((view.input as RunInput | null)?.input ?? null) : null;
  return {
    ...summaryOf(row),
    usage: usageOf(view.metas()),
    stepCounts: counts,
    input,
    output: row.expiredAt === null ? (view.result ?? null) : null,
  };
}

/** What a step asks people. */
export interface OpenQuestion {
  inboxItemId: string;
  assignees: string[];
}

/** `question`: the open one of the step, if it asks one. */
export function stepOf(
  step: StepView,
  view: RunView<RunState>,
  flow: Flow,
  node: WorkflowNode | undefined,
  question: OpenQuestion | undefined,
): Step {
  const { ms, attempts, usage } = metaOf(view, step.path);
  const meta = view.meta(step.path);
  const until = step.retryAt ?? step.wait?.until ?? step.wait?.deadline;
  const waits = step.status === 'waiting' || step.status === 'unknown';
  const model = meta?.usage?.model;
  return {
    path: step.path,
    node: step.node,
    kind: step.kind,
    name: node?.name ?? step.node,
    status: step.status,
    port: step.port ?? null,
    attempt: step.attempt,
    ...(step.kept ? { kept: true as const } : {}),
    output: step.status === 'succeeded' ? outputOf(flow, view, step.path) : null,
    error: step.error
      ? {
          code: step.error.code,
          message: step.error.message,
          ...(step.error.path === undefined ? {} : { path: step.error.path }),
          ...(step.error.cause === undefined ? {} : { cause: step.error.cause }),
        }
      : null,
    meta: {
      ms: meta ? ms : null,
      attempts: attempts || step.attempt,
      usage: { ...usage, ...(model === undefined ? {} : { model }) },
      warnings: meta?.warnings ?? [],
      ...(meta?.logs ? { logs: meta.logs } : {}),
    },
    startedAt: isoOrNull(step.startedAt),
    finishedAt: isoOrNull(step.endedAt),
    waitingFor: waits
      ? {
          ...question,
          ...(step.wait?.signal === undefined ? {} : { signal: step.wait.signal }),
          ...(step.wait?.child === undefined ? {} : { runId: step.wait.child }),
          ...(until === undefined ? {} : { until: iso(until) }),
        }
      : null,
  };
}

const carriesPayload: ReadonlySet<string> = new Set([
  'run.started',
  'step.succeeded',
  'step.resolved',
  'step.settled',
  'signal.received',
  'run.finished',
]);

/** What the event says beside its type, time and place; the output as it lies in history. */
export function eventOf(entry: HistoryEntry, isExpired = false): RunEvent {
  const known = new Set(['type', 'at', 'path']);
  const data = Object.fromEntries(Object.entries(entry.event).filter(([name]) => !known.has(name)));
  return {
    seq: entry.seq,
    type: entry.type,
    at: iso(entry.at),
    ...(entry.path === undefined ? {} : { path: entry.path }),
    data: {
      ...data,
      ...('output' in entry ? { output: entry.output } : {}),
      ...(isExpired && carriesPayload.has(entry.type) ? { expired: true } : {}),
    },
  };
}
