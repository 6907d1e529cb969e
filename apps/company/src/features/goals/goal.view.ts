import type { Goal, GoalResult, GoalSummary, WorkflowProblem } from '#libs/contracts';
import type { GoalResultRow, GoalRow } from './goal.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();

export const goalResultView = ({ id, runId, status, synthesis, error, createdAt }: GoalResultRow): GoalResult => ({
  id,
  runId,
  status,
  synthesis,
  outside: synthesis !== null,
  error,
  createdAt: iso(createdAt),
});

export const goalSummaryView = (row: GoalRow, last: GoalResultRow | undefined): GoalSummary => ({
  id: row.id,
  objective: row.objective,
  name: row.name,
  status: row.status,
  schedule: row.schedule,
  timezone: row.timezone,
  workflowId: row.hasPlan ? row.workflowId : null,
  lastResult: last ? goalResultView(last) : null,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const goalView = (row: GoalRow, last: GoalResultRow | undefined, problems: WorkflowProblem[]): Goal => ({
  ...goalSummaryView(row, last),
  intent: row.intent,
  explanation: row.explanation,
  facts: row.facts,
  questions: row.questions,
  answers: row.answers,
  problems,
  repairs: row.repairs,
  reason: row.reason,
  error: row.error,
  autoRun: row.autoRun,
  inForce: row.inForce,
  model: row.model,
  replanOf: row.replanRunId === null ? null : { runId: row.replanRunId, step: row.replanStep ?? '' },
  usage: row.usage,
  createdBy: row.createdBy,
});
