/** Long because it is the list of all that one can say of goals and do with them. */
import { z } from 'zod';
import { modelProblems } from './ai-asks.js';
import { goalId, goalResultId, runId, userId, workflowId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { timezone } from './timezone.js';
import { workflowProblem } from './workflows.js';

const tag = 'goals';
const params = z.object({ id: goalId });

/**
 * `clarifying` waits for answers, `planned` for somebody who accepts the plan; `refused` cannot be done with what there is; `failed` found no
 * plan; `active` runs by hand or by its schedule.
 */
export const goalStatus = z.enum([
  'planning',
  'clarifying',
  'planned',
  'refused',
  'failed',
  'rejected',
  'active',
  'paused',
]);
export type GoalStatus = z.infer<typeof goalStatus>;

export const goalFact = z.object({ name: z.string(), value: z.string() });
export type GoalFact = z.infer<typeof goalFact>;
export const goalQuestion = z.object({
  id: z.string().meta({ description: 'What an answer names' }),
  question: z.string(),
});
export type GoalQuestion = z.infer<typeof goalQuestion>;
export const goalAnswer = z.object({ question: z.string(), answer: z.string() });
export type GoalAnswer = z.infer<typeof goalAnswer>;

export const goalResult = z.object({
  id: goalResultId,
  runId,
  status: z.enum(['succeeded', 'failed', 'cancelled']).meta({ description: 'How the run ended' }),
  synthesis: z.string().nullable().meta({
    description: 'What came out of it, in the words of a model; null while it is written, and where it failed',
  }),
  outside: z.boolean().meta({ description: 'It rests on the results of a run, which may hold what strangers wrote' }),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Why there is no synthesis' }),
  createdAt: timestamp,
});
export type GoalResult = z.infer<typeof goalResult>;

export const goalSummary = z.object({
  id: goalId,
  objective: z.string(),
  name: z.string().meta({ description: 'What the plan is called; empty before there is one' }),
  status: goalStatus,
  schedule: z.string().nullable(),
  timezone: z.string().nullable(),
  workflowId: workflowId.nullable().meta({ description: 'Whose draft is the plan; null before there is one' }),
  lastResult: goalResult.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type GoalSummary = z.infer<typeof goalSummary>;

export const goal = goalSummary.extend({
  intent: z.string().meta({ description: 'What the goal is understood to be' }),
  explanation: z.string().meta({ description: 'What the plan does, and what it takes for granted' }),
  facts: z.array(goalFact).meta({ description: 'What the plan builds on' }),
  questions: z.array(goalQuestion).meta({ description: 'What is to be answered before there can be a plan' }),
  answers: z.array(goalAnswer).meta({ description: 'What was asked and answered, oldest first' }),
  problems: z.array(workflowProblem).meta({ description: 'What keeps the plan from being accepted' }),
  repairs: z
    .number()
    .int()
    .meta({ description: 'How often the model was told what is wrong with its plan; two at most' }),
  reason: z.string().nullable().meta({ description: 'Why it was refused or rejected' }),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Why no plan could be made' }),
  autoRun: z.boolean().meta({ description: 'Accept the plan by itself where the policy of the company allows it' }),
  inForce: z.boolean().meta({ description: 'A plan was accepted and counts, also while another one is made' }),
  model: z.string().nullable(),
  replanOf: z
    .object({ runId, step: z.string() })
    .nullable()
    .meta({ description: 'The plan mends this run: accepting it repeats the run from there and keeps what succeeded' }),
  usage: z.object({
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    costMicros: microDollars,
  }),
  createdBy: userId.nullable(),
});
export type Goal = z.infer<typeof goal>;

const note = z.string().trim().min(1).max(2000);
const notFound = ['GOAL_NOT_FOUND', 'GOAL_STATE_FORBIDS'] as const;
const starting = ['WORKFLOW_INVALID', 'WORKFLOW_NOT_FOUND', 'PRECONDITION_FAILED', 'RATE_LIMITED'] as const;
const act = <const P extends string>(name: P, summary: string) => ({
  method: 'POST' as const,
  path: `/goals/:id/${name}` as const,
  tag,
  summary,
  params,
});

export const createGoal = route({
  method: 'POST',
  path: '/goals',
  permission: 'goals:write',
  tag,
  summary: 'Turn a sentence into a plan: a workflow that is checked, or questions, or a reason why not',
  idempotent: true,
  query: z.object({
    wait: z.coerce
      .number()
      .int()
      .min(0)
      .max(60)
      .optional()
      .meta({ description: 'Seconds to wait for the plan or the questions' }),
  }),
  body: z.strictObject({
    objective: z.string().trim().min(3).max(4000).meta({ description: 'What should be reached, in plain words' }),
    schedule: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description:
          'When it runs: five fields of cron, a period such as PT1H, or one time; absent: as the sentence says, or once',
        examples: ['0 9 * * *'],
      }),
    timezone: timezone.optional().meta({ description: "Whose clock times mean; the company's when absent" }),
    model: z.string().max(200).optional().meta({ description: 'A model or a routing policy that plans' }),
    autoRun: z
      .boolean()
      .default(false)
      .meta({ description: 'Accept the plan by itself where the policy of the company allows it' }),
  }),
  responses: { 202: goal, 200: goal },
  problems: ['SCHEDULE_INVALID', ...modelProblems],
});
export const listGoals = route({
  method: 'GET',
  path: '/goals',
  permission: 'goals:read',
  tag,
  summary: 'Goals, newest first',
  query: pageQuery.extend({
    status: goalStatus.optional(),
    search: z.string().max(100).optional().meta({ description: 'A part of the sentence' }),
  }),
  responses: { 200: pageOf(goalSummary) },
});
export const getGoal = route({
  method: 'GET',
  path: '/goals/:id',
  permission: 'goals:read',
  tag,
  summary: 'One goal with its plan, questions and problems',
  params,
  responses: { 200: goal },
  problems: ['GOAL_NOT_FOUND'],
});
export const listGoalResults = route({
  method: 'GET',
  path: '/goals/:id/results',
  permission: 'goals:read',
  tag,
  summary: 'What its runs came to, newest first',
  params,
  query: pageQuery,
  responses: { 200: pageOf(goalResult) },
  problems: ['GOAL_NOT_FOUND'],
});
export const answerGoal = route({
  ...act('answer', 'Answer its questions; it then plans anew'),
  permission: 'goals:write',
  body: z.strictObject({
    answers: z
      .array(z.strictObject({ id: z.string().max(20), answer: z.string().trim().min(1).max(4000) }))
      .min(1)
      .max(20)
      .meta({ description: 'One for each question' }),
  }),
  responses: { 202: goal },
  problems: ['GOAL_ANSWER_INVALID', ...notFound],
});
export const acceptGoal = route({
  ...act('accept', 'Publish the plan as it stands on the canvas; without a schedule it runs at once'),
  permission: 'goals:write',
  responses: { 200: goal },
  problems: [...notFound, ...starting],
});
export const rejectGoal = route({
  ...act('reject', 'Do not want the plan, or stop planning; a plan that is in force stays so'),
  permission: 'goals:write',
  body: z.strictObject({ reason: note.optional() }).default({}),
  responses: { 200: goal },
  problems: notFound,
});
export const replanGoal = route({
  ...act('replan', 'Plan anew: with a wish for another plan, or from the failed step of a run'),
  permission: 'goals:write',
  body: z
    .strictObject({
      note: note.optional().meta({ description: 'What should be different' }),
      runId: runId.optional().meta({ description: 'A failed run of this goal: what succeeded in it is kept' }),
    })
    .default({}),
  responses: { 202: goal },
  problems: ['RUN_NOT_FOUND', 'RUN_STATE_FORBIDS', 'RUN_EXPIRED', ...notFound],
});
export const runGoal = route({
  ...act('run', 'Run it now; a plan that waits is accepted by it'),
  permission: 'goals:run',
  idempotent: true,
  responses: { 202: z.object({ runId, status: z.string() }) },
  problems: ['FORBIDDEN', ...notFound, ...starting],
});
export const pauseGoal = route({
  ...act('pause', 'Hold its schedule and the runs that go on'),
  permission: 'goals:run',
  responses: { 200: goal },
  problems: notFound,
});
export const resumeGoal = route({
  ...act('resume', 'Go on; times that were missed meanwhile stay missed'),
  permission: 'goals:run',
  responses: { 200: goal },
  problems: notFound,
});
export const deleteGoal = route({
  method: 'DELETE',
  path: '/goals/:id',
  permission: 'goals:write',
  tag,
  summary: 'Delete it with its workflow; runs stay and go on',
  params,
  responses: { 204: 'empty' },
  problems: ['GOAL_NOT_FOUND'],
});

export const goalPolicy = z.object({
  autoRun: z.enum(['never', 'inward', 'always']).meta({
    description:
      'Which plans may run without a person who accepts them: none; those that reach nobody outside and change nothing there; all',
  }),
});
export type GoalPolicy = z.infer<typeof goalPolicy>;
export const getGoalPolicy = route({
  method: 'GET',
  path: '/company/goal-policy',
  permission: 'company:read',
  tag,
  summary: 'Which plans may run by themselves',
  responses: { 200: goalPolicy },
});
export const setGoalPolicy = route({
  method: 'PUT',
  path: '/company/goal-policy',
  permission: 'company:write',
  tag,
  summary: 'Set which plans may run by themselves',
  body: goalPolicy.strict(),
  responses: { 200: goalPolicy },
});

export const goalRoutes = {
  createGoal,
  listGoals,
  getGoal,
  listGoalResults,
  answerGoal,
  acceptGoal,
  rejectGoal,
  replanGoal,
  runGoal,
  pauseGoal,
  resumeGoal,
  deleteGoal,
  getGoalPolicy,
  setGoalPolicy,
};
