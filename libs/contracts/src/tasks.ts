/** Tasks: one piece of work of an agent, from the goal to the answer. Long because it is a list of routes. */
import { z } from 'zod';
import { event } from './event.js';
import { agentId, conversationId, taskId, userId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'agents';

export const taskStatus = z.enum(['queued', 'running', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled']);
const usage = z.object({ inputTokens: z.number().int(), outputTokens: z.number().int(), costMicros: microDollars });

/** One line of a task's transcript. */
export const taskEntry = z.object({
  seq: z.number().int(),
  at: timestamp,
  type: z.enum(['turn', 'tool', 'answer', 'error']),
  turn: z.number().int(),
  text: z.string().nullable(),
  reasoning: z.string().nullable().meta({ description: 'What the model says of its thinking, where it tells' }),
  note: z.string().nullable().meta({ description: 'What the platform told the model before this turn' }),
  toolCalls: z.array(z.object({ id: z.string(), tool: z.string(), input: z.unknown() })),
  tool: z.string().nullable(),
  input: z.unknown(),
  output: z.unknown(),
  outside: z
    .boolean()
    .meta({ description: 'The output comes from outside: material of strangers, never instructions' }),
  approval: z
    .object({
      reason: z.enum(['policy', 'outside']).meta({ description: '`outside`: content of strangers was in the context' }),
      decision: z
        .enum(['approved', 'rejected', 'expired'])
        .nullable()
        .meta({ description: 'null: nobody has decided yet' }),
      by: z.array(z.string()).meta({ description: 'Names' }),
      comment: z.string().nullable(),
    })
    .nullable(),
  childTaskId: taskId.nullable().meta({ description: 'The task of the agent that was asked' }),
  attempts: z.number().int(),
  model: z.string().nullable(),
  ms: z.number().nullable(),
  usage,
});
/** How a task that names no agent came to its agent. */
export const taskAssignment = z.object({
  outcome: z.enum(['chosen', 'created']),
  reason: z.string(),
  others: z
    .array(z.object({ agent: z.string(), score: z.number() }))
    .meta({ description: 'Who else came near, the best first' }),
  score: z.number(),
  lent: z
    .array(z.object({ tool: z.string(), policy: z.enum(['allow', 'ask']) }))
    .meta({ description: 'Tools that it has for this task alone' }),
});
export type TaskAssignment = z.infer<typeof taskAssignment>;

export const task = z.object({
  id: taskId,
  agentId,
  agentName: z.string(),
  agentVersion: z.number().int(),
  assignment: taskAssignment
    .nullable()
    .default(null)
    .meta({ description: 'Of a task that named no agent: why it is this one' }),
  status: taskStatus,
  goal: z.string(),
  input: z.unknown(),
  answer: z.string().nullable(),
  data: z.unknown(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      limit: z
        .enum(['turns', 'time', 'tokens', 'cost'])
        .optional()
        .meta({ description: 'With AGENT_LIMIT_REACHED: which one' }),
    })
    .nullable(),
  turns: z.number().int(),
  usage: usage.meta({ description: 'Of its turns, and of the agents that it asked' }),
  childUsage: usage.meta({
    description: 'The part of `usage` that the agents have spent that it asked; they show it as their own, too',
  }),
  runId: z.string().nullable().meta({ description: 'The run of a workflow that it works for' }),
  stepPath: z.string().nullable().default(null).meta({ description: 'The step of that run' }),
  parentTaskId: taskId.nullable().meta({ description: 'The task whose agent asked' }),
  conversationId: conversationId.nullable(),
  handedOff: z
    .object({ agentId, agentName: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'To whom the conversation was handed, and with which words' }),
  rating: z.object({ score: z.number().int(), comment: z.string().nullable(), by: userId, at: timestamp }).nullable(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
});
export type Task = z.infer<typeof task>;

const params = z.object({ taskId });
const problems = ['TASK_NOT_FOUND'] as const;

const byName = {
  method: 'POST',
  permission: 'agents:run',
  tag,
  idempotent: true,
  params: z.object({ name: z.string().max(100) }),
  body: z
    .strictObject({
      input: z.unknown().optional(),
      goal: z.string().max(10_000).optional(),
      schema: z
        .record(z.string(), z.unknown())
        .optional()
        .meta({ description: 'JSON Schema that `data` of the result fits' }),
    })
    .default({}),
  responses: { 202: z.object({ taskId, status: taskStatus }) },
  problems: ['AGENT_NOT_FOUND', 'AGENT_INACTIVE'],
} as const;
export const runAgentByName = route({ ...byName, path: '/agents/run/:name', summary: 'Dispatch a task by agent name' });
export const runAgentByDashedName = route({
  ...byName,
  path: '/agents/run-:name',
  summary: 'Dispatch a task by agent name, in another spelling',
});
export const listTasks = route({
  method: 'GET',
  path: '/tasks',
  permission: 'agents:read',
  tag,
  summary: 'Tasks, newest first',
  query: pageQuery.extend({
    agentId: agentId.optional(),
    version: z.coerce.number().int().min(1).optional(),
    status: taskStatus.optional(),
    runId: z.string().max(64).optional(),
    stepPath: z.string().max(500).optional().meta({ description: 'With runId: the step' }),
    parentTaskId: taskId.optional(),
    conversationId: conversationId.optional(),
    search: z.string().max(100).optional().meta({ description: 'Words of the goal' }),
    from: timestamp.optional().meta({ description: 'Begun then or later' }),
    to: timestamp.optional().meta({ description: 'Begun before' }),
  }),
  responses: { 200: pageOf(task) },
});
export const getTask = route({
  method: 'GET',
  path: '/agents/status/:taskId',
  permission: 'agents:read',
  tag,
  summary: 'Status and result of a task',
  params,
  responses: { 200: task },
  problems,
});
export const getTranscript = route({
  method: 'GET',
  path: '/tasks/:taskId/transcript',
  permission: 'agents:read',
  tag,
  summary: 'What a task did, turn by turn',
  params,
  query: pageQuery,
  responses: { 200: pageOf(taskEntry) },
  problems,
});
export const taskEvents = route({
  method: 'GET',
  path: '/tasks/:taskId/events',
  permission: 'agents:read',
  tag,
  summary: 'Live events of a task (SSE, id = seq, resumable by Last-Event-ID)',
  params,
  query: z.object({ after: z.coerce.number().int().min(0).optional() }),
  headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).optional() }),
  responses: { 200: 'sse' },
  problems,
});
export const cancelTask = route({
  method: 'POST',
  path: '/tasks/:taskId/cancel',
  permission: 'agents:run',
  tag,
  summary: 'Cancel a task, and what it asked of other agents',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: task },
  problems,
});
export const pauseTask = route({
  method: 'POST',
  path: '/tasks/:taskId/pause',
  permission: 'agents:run',
  tag,
  summary: 'Let a task begin nothing new; what is under way comes to its end',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: task },
  problems: ['TASK_NOT_FOUND', 'TASK_STATE_FORBIDS'],
});
export const resumeTask = route({
  method: 'POST',
  path: '/tasks/:taskId/resume',
  permission: 'agents:run',
  tag,
  summary: 'Let a paused task go on',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: task },
  problems: ['TASK_NOT_FOUND', 'TASK_STATE_FORBIDS'],
});
export const rateTask = route({
  method: 'POST',
  path: '/tasks/:taskId/rating',
  permission: 'agents:run',
  tag,
  summary: 'Say how good the result of a task is; again replaces it',
  params,
  body: z.strictObject({ score: z.number().int().min(1).max(5), comment: z.string().max(2000).optional() }),
  responses: { 200: task },
  problems: ['TASK_NOT_FOUND', 'TASK_STATE_FORBIDS'],
});

export const taskRoutes = {
  runAgentByName,
  runAgentByDashedName,
  listTasks,
  getTask,
  getTranscript,
  taskEvents,
  cancelTask,
  pauseTask,
  resumeTask,
  rateTask,
};

/** One line of a task's history, as live streams carry it. */
export const taskEvent = z.object({
  seq: z.number().int(),
  type: z.string(),
  at: timestamp,
  path: z.string().optional().meta({ description: 'turn2, turn2/call0 …' }),
  data: z.record(z.string(), z.unknown()),
});
export type TaskHistoryEvent = z.infer<typeof taskEvent>;

export const taskRpc = {
  /** Starts a durable task under the step's key; asked again it answers the same. Completion comes as `task.finished.v1` with the key. */
  startTask: rpc({
    service: 'agents',
    method: 'agents.startTask',
    permission: 'agents:run',
    timeoutMs: 10_000,
    request: z.object({
      key: z.string(),
      agent: z.string().optional().meta({ description: 'Id or name; absent: whoever is able to do it' }),
      goal: z.string(),
      input: z.unknown().optional(),
      schema: z.unknown().optional(),
      runId: z.string().optional(),
      stepPath: z.string().optional(),
      attempt: z.number().int().optional(),
      workflowId: z.string().optional(),
      budgetMicros: z.number().int().optional().meta({ description: 'What model calls of the run may cost in all' }),
      outside: z.boolean().optional().meta({ description: 'The input comes from strangers: a webhook, a mail' }),
    }),
    response: z.object({ taskId, status: taskStatus }),
    problems: ['AGENT_NOT_FOUND', 'AGENT_INACTIVE'],
  }),
  taskByKey: rpc({
    service: 'agents',
    method: 'agents.taskByKey',
    permission: 'agents:read',
    timeoutMs: 5000,
    request: z.object({ key: z.string() }),
    response: z.object({
      task: task.nullable(),
      outside: z.boolean().default(true).meta({ description: 'What it answers may rest on what strangers wrote' }),
    }),
  }),
  cancelTaskByKey: rpc({
    service: 'agents',
    method: 'agents.cancelTaskByKey',
    permission: 'agents:run',
    timeoutMs: 5000,
    request: z.object({ key: z.string() }),
    response: z.object({ cancelled: z.boolean() }),
  }),
  /** History after a seq, for streams of several objects. */
  taskHistory: rpc({
    service: 'agents',
    method: 'agents.taskHistory',
    permission: 'agents:read',
    timeoutMs: 5000,
    request: z.object({ taskId, after: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    response: z.object({ events: z.array(taskEvent), isOver: z.boolean() }),
    problems: ['TASK_NOT_FOUND'],
  }),
} as const;

export const agentEvents = {
  taskFinished: event({
    type: 'task.finished.v1',
    producer: 'agents',
    data: z.object({
      taskId,
      key: z.string().nullable(),
      attempt: z.number().int().nullable(),
      runId: z.string().nullable(),
      stepPath: z.string().nullable(),
      status: taskStatus,
      agentId,
    }),
  }),
} as const;

/** For the inbox alone: nothing that a workflow would begin with. */
export const taskQuestionEvents = {
  /** Nobody waits any more for the answers to these questions of a task. */
  taskQuestionsClosed: event({
    type: 'task.questions-closed.v1',
    producer: 'agents',
    data: z.object({ taskId, keys: z.array(z.string()), status: z.enum(['expired', 'cancelled']) }),
  }),
} as const;
