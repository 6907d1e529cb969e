import type { GoalAnswer, GoalFact, GoalPolicy, GoalQuestion, GoalResult, GoalStatus } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

type Fault = { code: string; message: string };
type Usage = { inputTokens: number; outputTokens: number; costMicros: number };

/** A sentence that becomes a workflow. */
export const goalColumns = {
  id: column.id(),
  companyId: column.id(),
  objective: column.text(4000),
  status: column.key<GoalStatus>(16),
  /** Cron pattern, period or time, as it was given; null: as the plan says. */
  schedule: column.text(200).nullable(),
  timezone: column.key(100),
  model: column.text(200).nullable(),
  autoRun: column.bool(),
  /** Of the workflow that holds the plan, known before there is one: whoever meets a run of it knows at once whose it is. */
  workflowId: column.id(),
  hasPlan: column.bool(),
  /** A plan was accepted: its schedule counts, also while another one is being made. */
  inForce: column.bool(),
  /** Counts what a model was asked for: what answers an older question comes too late. */
  planNo: column.int(),
  name: column.text(200),
  intent: column.text(2000),
  explanation: column.text(4000),
  facts: column.json<GoalFact[]>(),
  questions: column.json<GoalQuestion[]>(),
  answers: column.json<GoalAnswer[]>(),
  /** How often questions were answered. */
  rounds: column.int(),
  /** What the next plan should do differently. */
  note: column.text(2000),
  repairs: column.int(),
  reason: column.text(2000).nullable(),
  error: column.json<Fault>().nullable(),
  /** The failed run that the plan mends, and its step. */
  replanRunId: column.id().nullable(),
  replanStep: column.key(500).nullable(),
  usage: column.json<Usage>(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type GoalRow = RowOf<typeof goalColumns>;
export const goalEntity = defineEntity('goals', goalColumns, {
  audit: {
    noun: 'goal',
    label: 'objective',
    // What a model says is kept in the goal; what people do with it is told.
    quiet: [
      'planNo',
      'hasPlan',
      'inForce',
      'intent',
      'explanation',
      'facts',
      'questions',
      'rounds',
      'repairs',
      'error',
      'usage',
      'updatedAt',
    ],
  },
});

/** What one run of a goal came to. */
export const goalResultColumns = {
  id: column.id(),
  companyId: column.id(),
  goalId: column.id(),
  runId: column.id(),
  status: column.key<GoalResult['status']>(16),
  synthesis: column.text().nullable(),
  error: column.json<Fault>().nullable(),
  createdAt: column.millis(),
};
export type GoalResultRow = RowOf<typeof goalResultColumns>;
export const goalResultEntity = defineEntity('goal_results', goalResultColumns, {
  audit: { none: 'a summary of a run, which has a history of its own' },
});

/** One row a company that has set it. */
export const goalPolicyColumns = { companyId: column.id(), autoRun: column.key<GoalPolicy['autoRun']>(16) };
