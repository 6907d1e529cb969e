import { z } from 'zod';
import { event } from './event.js';
import { agentId, idOf, runId, workflowId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { timezone } from './timezone.js';

const tag = 'ai';
export const budgetId = idOf('budget');

const scope = z.enum(['company', 'workflow', 'agent', 'run']);
const period = z.enum(['day', 'week', 'month', 'total']);
const action = z.enum(['warn', 'degrade', 'ask', 'stop']);
const micros = microDollars.min(0).max(1e15);

const fields = {
  name: z.string().trim().min(1).max(100),
  scope: scope.meta({
    description: 'Whose model calls count. `run`: those of each run for itself, whatever its agents call',
  }),
  scopeId: z
    .union([workflowId, agentId])
    .nullable()
    .meta({ description: 'The workflow, the agent, or (scope `run`) the workflow whose runs are meant; null: all' }),
  period: period.meta({ description: 'When it begins anew; a run has `total`. Weeks begin on Monday' }),
  timezone: timezone.meta({ description: 'Whose days, weeks and months are meant: an IANA zone' }),
  limitMicros: micros,
  warnAt: z
    .number()
    .int()
    .min(1)
    .max(99)
    .nullable()
    .meta({ description: 'Share in percent at which owners get a message; null: none before the limit' }),
  action: action.meta({
    description:
      'At the limit: `warn` only tells, `degrade` goes on with a cheaper model, `ask` refuses until a person raises it (a step of a run asks administrators in the inbox and waits), `stop` refuses until the next period',
  }),
  degradeTo: z.string().min(1).max(200).nullable().meta({ description: 'A model or a policy, for `degrade`' }),
};

type Rules = { scope: string; scopeId: string | null; period: string; action: string; degradeTo: string | null };
/** What one field says of another. */
const ruleBroken = ({
  scope,
  scopeId,
  period,
  action,
  degradeTo,
}: Rules): { path: string; message: string } | undefined => {
  const prefix = { company: '', workflow: 'wf_', agent: 'agt_', run: 'wf_' }[scope] ?? '';
  const mayLack = scope === 'company' || scope === 'run';
  if (scopeId === null ? !mayLack : prefix === '' || !scopeId.startsWith(prefix))
    return {
      path: 'scopeId',
      message: `expected ${prefix === '' ? 'null' : `an id ${prefix}…`} for the scope ${scope}`,
    };
  if (scope === 'run' && period !== 'total') return { path: 'period', message: 'expected `total` for a run' };
  if ((action === 'degrade') !== (degradeTo !== null))
    return { path: 'degradeTo', message: 'expected a model for the action `degrade`, and for no other' };
  return undefined;
};
/** @returns the first rule between fields that is broken */
export const budgetProblem = ruleBroken;

export const createBudgetBody = z
  .strictObject({
    ...fields,
    scopeId: fields.scopeId.default(null),
    timezone: fields.timezone.default('UTC'),
    warnAt: fields.warnAt.default(80),
    degradeTo: fields.degradeTo.default(null),
  })
  .superRefine((body, context) => {
    const broken = ruleBroken(body);
    if (broken) context.issues.push({ code: 'custom', path: [broken.path], message: broken.message, input: body });
  });
/** Scope and period stay: what was counted belongs to them. */
export const changeBudgetBody = z
  .strictObject({
    name: fields.name,
    limitMicros: fields.limitMicros,
    warnAt: fields.warnAt,
    action: fields.action,
    degradeTo: fields.degradeTo,
  })
  .partial();

export const budget = z.object({
  id: budgetId,
  ...fields,
  spentMicros: microDollars.meta({ description: 'In this period; of runs, what the dearest one has spent' }),
  reservedMicros: microDollars.meta({ description: 'Estimated for calls that are under way' }),
  raisedMicros: microDollars.meta({ description: 'By how much the limit was raised, for this period alone' }),
  periodFrom: timestamp.nullable().meta({ description: 'Begin of the period; null for `total`' }),
  resetsAt: timestamp.nullable().meta({ description: 'When it begins anew; null: never' }),
  state: z.enum(['ok', 'warned', 'exceeded']),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Budget = z.output<typeof budget>;

const params = z.object({ id: budgetId });
export const listBudgets = route({
  method: 'GET',
  path: '/ai/budgets',
  permission: 'ai:read',
  tag,
  summary: 'Budgets with what is spent of them',
  query: pageQuery,
  responses: { 200: pageOf(budget) },
});
export const createBudget = route({
  method: 'POST',
  path: '/ai/budgets',
  permission: 'ai:admin',
  tag,
  summary: 'Bound what model calls may cost; what this period has cost so far counts',
  body: createBudgetBody,
  responses: { 201: budget },
  problems: ['AGENT_NOT_FOUND', 'WORKFLOW_NOT_FOUND'],
});
export const getBudget = route({
  method: 'GET',
  path: '/ai/budgets/:id',
  permission: 'ai:read',
  tag,
  summary: 'One budget',
  params,
  responses: { 200: budget },
  problems: ['BUDGET_NOT_FOUND'],
});
export const updateBudget = route({
  method: 'PATCH',
  path: '/ai/budgets/:id',
  permission: 'ai:admin',
  tag,
  summary: 'Change a budget; heeded everywhere within two seconds',
  params,
  body: changeBudgetBody,
  responses: { 200: budget },
  problems: ['BUDGET_NOT_FOUND'],
});
export const deleteBudget = route({
  method: 'DELETE',
  path: '/ai/budgets/:id',
  permission: 'ai:admin',
  tag,
  summary: 'Remove a budget',
  params,
  responses: { 204: 'empty' },
  problems: ['BUDGET_NOT_FOUND'],
});

export const budgetRaise = z.object({
  micros: micros.min(1).meta({ description: 'By how much, once: for this period, or for this run' }),
  runId: runId.optional().meta({ description: 'Which run is meant, where each run is bounded for itself' }),
});
export const raiseBudget = route({
  method: 'POST',
  path: '/ai/budgets/:id/raises',
  permission: 'ai:admin',
  tag,
  summary: 'Raise the limit once',
  params: z.object({
    id: z.union([budgetId, z.literal('run')]).meta({ description: '`run`: what the workflow of the run allows it' }),
  }),
  body: z.strictObject(budgetRaise.shape),
  idempotent: true,
  responses: {
    200: z.object({ raisedMicros: microDollars.meta({ description: 'All raises of this period or run' }) }),
  },
  problems: ['BUDGET_NOT_FOUND'],
});

export const aiBudgetRoutes = { listBudgets, createBudget, getBudget, updateBudget, deleteBudget, raiseBudget };

export const aiBudgetRpc = {
  /** By a service for a person who approved it. The same key raises once. */
  raiseBudget: rpc({
    service: 'ai',
    method: 'ai.budgets.raise',
    permission: 'service',
    timeoutMs: 10_000,
    request: budgetRaise.extend({ id: z.string().max(64), key: z.string().min(1).max(191) }),
    response: z.object({ raisedMicros: microDollars }),
    problems: ['BUDGET_NOT_FOUND'],
  }),
} as const;

const budgetFact = z.object({
  budgetId: z.string(),
  name: z.string(),
  scope,
  scopeId: z.string().nullable(),
  runId: z.string().nullable(),
  action,
  spentMicros: microDollars,
  limitMicros: microDollars.meta({ description: 'Raises included' }),
  resetsAt: timestamp.nullable(),
});
/** Each at most once a period; of budgets of runs, once a run. */
export const budgetEvents = {
  budgetWarned: event({ type: 'budget.warned.v1', producer: 'ai', data: budgetFact }),
  budgetExceeded: event({ type: 'budget.exceeded.v1', producer: 'ai', data: budgetFact }),
} as const;
