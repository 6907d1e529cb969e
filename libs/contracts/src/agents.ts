/** One file, because agents, tasks and their messages refer to each other; the long part is the list of routes. */
import { z } from 'zod';
import { modelEndpoint } from './ai-complete.js';
import { event } from './event.js';
import { agentId, conversationId, taskId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'agents';

export const agentTool = z.union([
  z.string().min(1).max(100),
  z.strictObject({
    name: z.string().min(1).max(100),
    policy: z.enum(['allow', 'deny']).default('allow'),
  }),
]);
const limitFields = {
  maxTurns: z.number().int().min(1).max(200),
  maxMs: z.number().int().min(1000).max(86_400_000).meta({ description: 'Milliseconds' }),
  maxTokens: z.number().int().min(100).max(10_000_000),
  maxCostMicros: microDollars.min(0),
};
/** A limit ends the task with AGENT_LIMIT_REACHED and says which. */
export const agentLimits = z.strictObject({
  maxTurns: limitFields.maxTurns.default(12),
  maxMs: limitFields.maxMs.default(600_000),
  maxTokens: limitFields.maxTokens.default(100_000),
  maxCostMicros: limitFields.maxCostMicros.default(1_000_000),
});

const modelParameters = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.number().int().min(1).max(200_000).optional(),
});

export const agent = z.object({
  id: agentId,
  name: z.string(),
  goal: z.string(),
  instructions: z.string(),
  model: z
    .string()
    .meta({ description: 'A model, or a routing policy such as small-first; `default` picks the company default' }),
  endpoint: modelEndpoint.optional().meta({ description: 'Serves the model instead of the configured providers' }),
  parameters: modelParameters.optional(),
  tools: z.array(agentTool),
  limits: agentLimits,
  status: z.enum(['draft', 'active', 'retired']),
  version: z.number().int(),
  etag: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Agent = z.infer<typeof agent>;

const agentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/, 'expected letters, digits, blanks, dots, dashes; at most 100')
  .meta({ description: 'Unique in the company' });
const editable = {
  goal: z.string().min(1).max(5000),
  instructions: z.string().max(50_000),
  model: z.string().min(1).max(200),
  endpoint: modelEndpoint,
  parameters: modelParameters,
  tools: z.array(agentTool).max(100),
  limits: z.strictObject(limitFields).partial(),
};
const params = z.object({ id: agentId });

export const createAgent = route({
  method: 'POST',
  path: '/agents',
  permission: 'agents:write',
  tag,
  summary: 'Create an agent (draft)',
  idempotent: true,
  body: z.strictObject({
    name: agentName,
    goal: editable.goal,
    instructions: editable.instructions.optional(),
    model: editable.model.optional(),
    endpoint: editable.endpoint.optional(),
    parameters: editable.parameters.optional(),
    tools: editable.tools.optional(),
    limits: editable.limits.optional(),
  }),
  responses: { 201: agent },
  problems: ['AGENT_NAME_TAKEN', 'TOOL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NO_TOOLS'],
});
export const listAgents = route({
  method: 'GET',
  path: '/agents',
  permission: 'agents:read',
  tag,
  summary: 'Agents',
  query: pageQuery.extend({
    search: z.string().max(100).optional(),
    status: z.enum(['draft', 'active', 'retired']).optional(),
  }),
  responses: { 200: pageOf(agent) },
});
export const getAgent = route({
  method: 'GET',
  path: '/agents/:id',
  permission: 'agents:read',
  tag,
  summary: 'One agent',
  params,
  responses: { 200: agent },
  problems: ['AGENT_NOT_FOUND'],
});
export const updateAgent = route({
  method: 'PATCH',
  path: '/agents/:id',
  permission: 'agents:write',
  tag,
  summary: 'Change an agent; each change is a new version',
  params,
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({
    name: agentName.optional(),
    goal: editable.goal.optional(),
    instructions: editable.instructions.optional(),
    model: editable.model.optional(),
    endpoint: editable.endpoint.nullable().optional().meta({ description: 'null takes it away' }),
    parameters: editable.parameters.optional(),
    tools: editable.tools.optional(),
    limits: editable.limits.optional(),
  }),
  responses: { 200: agent },
  problems: [
    'AGENT_NOT_FOUND',
    'AGENT_NAME_TAKEN',
    'TOOL_NOT_FOUND',
    'MODEL_NOT_FOUND',
    'MODEL_NO_TOOLS',
    'PRECONDITION_FAILED',
  ],
});
export const deleteAgent = route({
  method: 'DELETE',
  path: '/agents/:id',
  permission: 'agents:write',
  tag,
  summary: 'Retire an agent; running tasks end on their version',
  params,
  responses: { 204: 'empty' },
  problems: ['AGENT_NOT_FOUND'],
});
export const activateAgent = route({
  method: 'POST',
  path: '/agents/:id/activate',
  permission: 'agents:write',
  tag,
  summary: 'Let the agent take tasks',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: agent },
  problems: ['AGENT_NOT_FOUND'],
});
export const resolveAgent = route({
  method: 'GET',
  path: '/agents/resolve/:name',
  permission: 'agents:read',
  tag,
  summary: 'An agent by name',
  params: z.object({ name: z.string().max(100) }),
  responses: { 200: agent },
  problems: ['AGENT_NOT_FOUND'],
});

export const taskStatus = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled']);
/** One line of a task's transcript. */
export const taskEntry = z.object({
  seq: z.number().int(),
  at: timestamp,
  type: z.enum(['turn', 'tool', 'answer', 'error']),
  turn: z.number().int(),
  text: z.string().nullable(),
  toolCalls: z.array(z.object({ id: z.string(), tool: z.string(), input: z.unknown() })),
  tool: z.string().nullable(),
  input: z.unknown(),
  output: z.unknown(),
  ms: z.number().nullable(),
  usage: z.object({ inputTokens: z.number().int(), outputTokens: z.number().int(), costMicros: microDollars }),
});
export const task = z.object({
  id: taskId,
  agentId,
  agentName: z.string(),
  agentVersion: z.number().int(),
  status: taskStatus,
  goal: z.string(),
  input: z.unknown(),
  answer: z.string().nullable(),
  data: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  turns: z.number().int(),
  usage: z.object({ inputTokens: z.number().int(), outputTokens: z.number().int(), costMicros: microDollars }),
  conversationId: conversationId.nullable(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
});
export type Task = z.infer<typeof task>;
export const runAgentByName = route({
  method: 'POST',
  path: '/agents/run/:name',
  permission: 'agents:run',
  tag,
  summary: 'Dispatch a task by agent name',
  idempotent: true,
  params: z.object({ name: z.string().max(100) }),
  body: z.strictObject({ input: z.unknown().optional(), goal: z.string().max(10_000).optional() }).default({}),
  responses: { 202: z.object({ taskId, status: taskStatus }) },
  problems: ['AGENT_NOT_FOUND', 'AGENT_INACTIVE'],
});
export const getTask = route({
  method: 'GET',
  path: '/agents/status/:taskId',
  permission: 'agents:read',
  tag,
  summary: 'Status and result of a task',
  params: z.object({ taskId }),
  responses: { 200: task },
  problems: ['TASK_NOT_FOUND'],
});
export const getTranscript = route({
  method: 'GET',
  path: '/tasks/:taskId/transcript',
  permission: 'agents:read',
  tag,
  summary: 'What a task did, turn by turn',
  params: z.object({ taskId }),
  query: pageQuery,
  responses: { 200: pageOf(taskEntry) },
  problems: ['TASK_NOT_FOUND'],
});
export const cancelTask = route({
  method: 'POST',
  path: '/tasks/:taskId/cancel',
  permission: 'agents:run',
  tag,
  summary: 'Cancel a task',
  params: z.object({ taskId }),
  body: z.strictObject({}).default({}),
  responses: { 200: task },
  problems: ['TASK_NOT_FOUND'],
});

export const agentRoutes = {
  createAgent,
  listAgents,
  getAgent,
  updateAgent,
  deleteAgent,
  activateAgent,
  resolveAgent,
  runAgentByName,
  getTask,
  getTranscript,
  cancelTask,
};

/** A tool as a document names it. */
const namedTool = z.object({ id: z.string().max(200).optional(), name: z.string().max(200).optional() });
/** Who should do a task of an imported document; without id, name and model, whoever is able to. */
export const agentWish = z.object({
  ref: z.string().max(100).meta({ description: 'Comes back in the answer' }),
  task: z.string().max(10_000).meta({ description: 'What is to be done, in words' }),
  id: z.string().max(200).optional(),
  name: z.string().max(200).optional(),
  goal: z.string().max(5000).optional(),
  instructions: z.string().max(50_000).optional(),
  model: z.string().max(200).optional(),
  endpoint: modelEndpoint.optional(),
  parameters: modelParameters.optional(),
  tools: z.array(namedTool).max(100).default([]),
});
export const agentAssignment = z.object({
  ref: z.string(),
  agent: z.object({ id: agentId, name: z.string(), status: z.enum(['draft', 'active', 'retired']) }),
  outcome: z.enum(['matched', 'chosen', 'created']),
  reason: z.string(),
  tools: z
    .array(z.object({ wanted: z.string(), found: z.string().nullable() }))
    .meta({ description: 'In the order of the wish' }),
  model: z
    .object({ wanted: z.string(), taken: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: 'When another model was taken than the wish names' }),
});

export const agentsRpc = {
  /** Finds the agents that an imported document needs by id, then by name, or creates them, active. Asked again it finds what it created. */
  assignAgents: rpc({
    service: 'agents',
    method: 'agents.assignAgents',
    permission: 'agents:write',
    timeoutMs: 30_000,
    request: z.object({ wishes: z.array(agentWish).max(1000) }),
    response: z.object({ assignments: z.array(agentAssignment) }),
  }),
  /** Which of these agents and tools exist, by id or name. */
  known: rpc({
    service: 'agents',
    method: 'agents.known',
    permission: 'agents:read',
    timeoutMs: 5000,
    request: z.object({ agents: z.array(z.string()).max(1000), tools: z.array(z.string()).max(1000) }),
    response: z.object({
      agents: z.array(z.object({ ref: z.string(), status: z.enum(['draft', 'active', 'retired']) })),
      tools: z.array(z.string()),
    }),
  }),
  /** Those that take tasks, by name; at most 200. */
  active: rpc({
    service: 'agents',
    method: 'agents.active',
    permission: 'agents:read',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({ agents: z.array(z.object({ id: agentId, name: z.string() })) }),
  }),
  /** Starts a durable task under the step's key; asked again it answers the same. Completion comes as `task.finished.v1` with the key. */
  startTask: rpc({
    service: 'agents',
    method: 'agents.startTask',
    permission: 'agents:run',
    timeoutMs: 10_000,
    request: z.object({
      key: z.string(),
      agent: z.string().meta({ description: 'Id or name' }),
      goal: z.string(),
      input: z.unknown().optional(),
      schema: z.unknown().optional(),
      runId: z.string().optional(),
      stepPath: z.string().optional(),
      attempt: z.number().int().optional(),
      workflowId: z.string().optional(),
      budgetMicros: z.number().int().optional().meta({ description: 'What model calls of the run may cost in all' }),
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
    response: z.object({ task: task.nullable() }),
  }),
  cancelTaskByKey: rpc({
    service: 'agents',
    method: 'agents.cancelTaskByKey',
    permission: 'agents:run',
    timeoutMs: 5000,
    request: z.object({ key: z.string() }),
    response: z.object({ cancelled: z.boolean() }),
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
