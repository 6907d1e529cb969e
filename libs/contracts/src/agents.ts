/** Long because it is the list of what one can say about an agent, and of its routes. */
import { z } from 'zod';
import { modelEndpoint } from './ai-complete.js';
import { guardPolicyPart } from './ai-guardrails.js';
import { agentId, userId, toolRequestId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { isSafePattern } from './safe-pattern.js';
import { taskRpc } from './tasks.js';

const tag = 'agents';

const hostPattern = z
  .string()
  .max(253)
  .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i, 'expected a host such as example.com or *.example.com');
const argumentValue = z.union([z.string().max(1000), z.number(), z.boolean()]);
/** What the arguments of a call must be. A call that is not so is refused, and the model is told why. */
export const toolConstraints = z.strictObject({
  hosts: z
    .array(hostPattern)
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Every address in the arguments points to one of these hosts' }),
  arguments: z
    .record(
      z.string().regex(/^[A-Za-z_$][\w$-]*(\.[A-Za-z_$][\w$-]*){0,9}$/, 'expected a name such as amount or order.id'),
      z.strictObject({
        values: z.array(argumentValue).min(1).max(200).optional(),
        pattern: z
          .string()
          .refine(isSafePattern, 'expected a regular expression of at most 200 characters without nested repetition')
          .optional()
          .meta({ description: 'Matches the whole text' }),
        min: z.number().optional(),
        max: z.number().optional(),
      }),
    )
    .optional()
    .meta({
      description: 'By name of the argument; one that is named here has to be there. Of a list each value counts',
    }),
});
export type ToolConstraints = z.output<typeof toolConstraints>;

export const toolPolicy = z.enum(['allow', 'ask', 'deny']);
export type ToolPolicy = z.infer<typeof toolPolicy>;
export const agentTool = z.union([
  z.string().min(1).max(100),
  z.strictObject({
    name: z.string().min(1).max(100),
    policy: toolPolicy.default('allow').meta({
      description:
        '`ask`: people see the exact arguments in the inbox and decide; the task waits. Of several entries the strictest counts',
    }),
    constraints: toolConstraints.optional(),
    async: z
      .boolean()
      .optional()
      .meta({ description: 'The call is a job in the background and returns its id at once' }),
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

const recipient = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .meta({ description: 'role:x (x or higher), user:<id> or an e-mail address' });
const dayMs = 86_400_000;
const approvalFields = {
  assignees: z.array(recipient).min(1).max(20),
  deadlineMs: z
    .number()
    .int()
    .min(1000)
    .max(30 * dayMs)
    .meta({ description: 'Milliseconds' }),
};
/** Who is asked about calls that need an approval, and for how long. */
export const agentApprovals = z.strictObject({
  assignees: approvalFields.assignees.default(['role:operator']),
  deadlineMs: approvalFields.deadlineMs.default(30 * dayMs),
});
const memoryFields = {
  longTerm: z.boolean().meta({ description: 'The agent may remember things beyond a task' }),
  recallLimit: z.number().int().min(1).max(50).meta({ description: 'How many memories a task is given at most' }),
  users: z
    .boolean()
    .meta({ description: 'It may remember things about the people it works for, each for that person alone' }),
  company: z.boolean().meta({ description: 'It may add to what all agents of the company know, and is given of it' }),
  extract: z
    .boolean()
    .meta({ description: 'After a conversation a model keeps what is worth it, without being told to' }),
  days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .meta({ description: 'It forgets after so many days; null: never' }),
};
export const agentMemory = z.strictObject({
  longTerm: memoryFields.longTerm.default(false),
  recallLimit: memoryFields.recallLimit.default(5),
  users: memoryFields.users.default(false),
  company: memoryFields.company.default(false),
  extract: memoryFields.extract.default(false),
  days: memoryFields.days.default(null),
});
/** Guardrails of the agent's model calls, and what it may do once content of strangers has entered its context. */
export const agentGuardrails = guardPolicyPart.extend({
  outsideContent: z.enum(['strict', 'derived']).optional().meta({
    description:
      'Tools of high risk, once pages, mails or answers of others were read. `strict` (default): each call needs an approval. `derived`: only one whose arguments contain something of that content',
  }),
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
  knowledgeBases: z.array(z.string()),
  memory: agentMemory,
  limits: agentLimits,
  approvals: agentApprovals,
  guardrails: agentGuardrails,
  webhookUrl: z.string().nullable().meta({ description: 'Told, signed, of replies and results that come later' }),
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
  knowledgeBases: z.array(z.string().min(1).max(100)).max(50),
  memory: z.strictObject(memoryFields).partial(),
  limits: z.strictObject(limitFields).partial(),
  approvals: z.strictObject(approvalFields).partial(),
  guardrails: agentGuardrails,
  webhookUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http or https address' })
    .max(2000)
    .nullable(),
};
/** What of an agent is frozen as a version. */
const versioned = agent.omit({
  id: true,
  name: true,
  status: true,
  version: true,
  etag: true,
  createdAt: true,
  updatedAt: true,
});
const optionally = {
  instructions: editable.instructions.optional(),
  model: editable.model.optional(),
  parameters: editable.parameters.optional(),
  tools: editable.tools.optional(),
  knowledgeBases: editable.knowledgeBases.optional(),
  memory: editable.memory.optional(),
  limits: editable.limits.optional(),
  approvals: editable.approvals.optional(),
  guardrails: editable.guardrails.optional().meta({ description: 'Replaces those before' }),
  webhookUrl: editable.webhookUrl.optional().meta({ description: 'null takes it away' }),
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
    endpoint: editable.endpoint.optional(),
    ...optionally,
  }),
  responses: { 201: agent },
  problems: ['AGENT_NAME_TAKEN', 'TOOL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NO_TOOLS', 'KNOWLEDGE_BASE_NOT_FOUND'],
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
    endpoint: editable.endpoint.nullable().optional().meta({ description: 'null takes it away' }),
    ...optionally,
  }),
  responses: { 200: agent },
  problems: [
    'AGENT_NOT_FOUND',
    'AGENT_NAME_TAKEN',
    'TOOL_NOT_FOUND',
    'MODEL_NOT_FOUND',
    'MODEL_NO_TOOLS',
    'KNOWLEDGE_BASE_NOT_FOUND',
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

const version = z.coerce.number().int().min(1);
export const agentVersion = z.object({
  version: z.number().int(),
  name: z.string().meta({ description: 'What the agent was called then' }),
  config: versioned,
  createdAt: timestamp,
  createdBy: userId.nullable().meta({ description: 'null: the platform, or unknown' }),
});
export type AgentVersion = z.infer<typeof agentVersion>;
export const listAgentVersions = route({
  method: 'GET',
  path: '/agents/:id/versions',
  permission: 'agents:read',
  tag,
  summary: 'Versions of an agent, newest first',
  params,
  query: pageQuery,
  responses: { 200: pageOf(agentVersion) },
  problems: ['AGENT_NOT_FOUND'],
});
export const getAgentVersion = route({
  method: 'GET',
  path: '/agents/:id/versions/:version',
  permission: 'agents:read',
  tag,
  summary: 'One version of an agent',
  params: params.extend({ version }),
  responses: { 200: agentVersion },
  problems: ['AGENT_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const agentChange = z.object({
  path: z.string().meta({ description: 'tools.send_email.policy, limits.maxTurns, instructions …' }),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.unknown(),
  after: z.unknown(),
});
export const compareAgentVersions = route({
  method: 'GET',
  path: '/agents/:id/compare',
  permission: 'agents:read',
  tag,
  summary: 'What differs between two versions of an agent',
  params,
  query: z.object({ from: version, to: version }),
  responses: { 200: z.object({ from: z.number().int(), to: z.number().int(), changes: z.array(agentChange) }) },
  problems: ['AGENT_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const rollBackAgent = route({
  method: 'POST',
  path: '/agents/:id/rollback',
  permission: 'agents:write',
  tag,
  summary: 'Make an earlier version the newest one again',
  params,
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({ version: z.number().int().min(1) }),
  responses: { 200: agent },
  problems: [
    'AGENT_NOT_FOUND',
    'VERSION_NOT_FOUND',
    'TOOL_NOT_FOUND',
    'MODEL_NOT_FOUND',
    'MODEL_NO_TOOLS',
    'KNOWLEDGE_BASE_NOT_FOUND',
    'PRECONDITION_FAILED',
  ],
});
export const cloneAgent = route({
  method: 'POST',
  path: '/agents/:id/clone',
  permission: 'agents:write',
  tag,
  summary: 'A new agent (draft) with the configuration of this one',
  idempotent: true,
  params,
  body: z.strictObject({ name: agentName }),
  responses: { 201: agent },
  problems: ['AGENT_NOT_FOUND', 'AGENT_NAME_TAKEN', 'TOOL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NO_TOOLS'],
});
export const retireAgent = route({
  method: 'POST',
  path: '/agents/:id/retire',
  permission: 'agents:write',
  tag,
  summary: 'Let the agent take no more tasks; activating brings it back',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: agent },
  problems: ['AGENT_NOT_FOUND'],
});
export const agentTemplate = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  agent: z
    .record(z.string(), z.unknown())
    .meta({ description: 'What `POST /agents` would be given, the name included' }),
  example: z.object({ goal: z.string().optional(), input: z.unknown() }).meta({
    description: 'A task to try it with, as `POST /agents/run/:name` takes it',
  }),
});
export type AgentTemplate = z.infer<typeof agentTemplate>;
export const listAgentTemplates = route({
  method: 'GET',
  path: '/agents/templates',
  permission: 'agents:read',
  tag,
  summary: 'Agents that are ready to be made one’s own',
  responses: { 200: pageOf(agentTemplate) },
});
export const installAgentTemplate = route({
  method: 'POST',
  path: '/agents/templates/:template/install',
  permission: 'agents:write',
  tag,
  summary: 'Create an agent from a template; it takes tasks at once',
  idempotent: true,
  params: z.object({ template: z.string().max(100) }),
  body: z
    .strictObject({
      name: agentName.optional().meta({ description: 'As the template says unless given' }),
      model: editable.model.optional(),
    })
    .default({}),
  responses: { 201: agent },
  problems: ['AGENT_TEMPLATE_NOT_FOUND', 'AGENT_NAME_TAKEN', 'TOOL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NO_TOOLS'],
});
/** How well the tasks of a period went. */
export const agentFigures = {
  tasks: z.number().int().meta({ description: 'Begun in the period' }),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  open: z.number().int().meta({ description: 'Not over yet' }),
  successRate: z.number().nullable().meta({ description: 'Succeeded among succeeded and failed; null: none is' }),
  p50Ms: z.number().nullable().meta({ description: 'Of those that succeeded, from start to end, waiting included' }),
  p95Ms: z.number().nullable(),
  turns: z.number().nullable().meta({ description: 'Average of those that are over' }),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars,
  childCostMicros: microDollars.meta({
    description: 'The part of `costMicros` that other agents have spent which it asked',
  }),
  ratings: z.number().int(),
  rating: z.number().nullable().meta({ description: 'Average of the ratings, 1 to 5' }),
};
export const agentPerformance = z.object({
  from: timestamp,
  to: timestamp,
  total: z.object(agentFigures),
  versions: z.array(z.object({ version: z.number().int(), ...agentFigures })).meta({ description: 'Newest first' }),
});
export type AgentPerformance = z.infer<typeof agentPerformance>;
export const getAgentPerformance = route({
  method: 'GET',
  path: '/agents/:id/performance',
  permission: 'agents:read',
  tag,
  summary: 'Success, duration, cost and ratings of an agent, by version',
  params,
  query: z.object({
    from: timestamp.optional().meta({ description: '30 days before `to` when absent' }),
    to: timestamp.optional().meta({ description: 'Now when absent' }),
  }),
  responses: { 200: agentPerformance },
  problems: ['AGENT_NOT_FOUND'],
});

export const agentRoutes = {
  createAgent,
  listAgents,
  getAgent,
  updateAgent,
  deleteAgent,
  activateAgent,
  retireAgent,
  resolveAgent,
  listAgentTemplates,
  installAgentTemplate,
  listAgentVersions,
  getAgentVersion,
  compareAgentVersions,
  rollBackAgent,
  cloneAgent,
  getAgentPerformance,
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
    .array(
      z.object({
        wanted: z.string(),
        found: z.string().nullable(),
        request: toolRequestId.nullable().meta({ description: 'The missing one is looked for' }),
      }),
    )
    .meta({ description: 'In the order of the wish' }),
  model: z
    .object({ wanted: z.string(), taken: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: 'When another model was taken than the wish names' }),
});

export const agentsRpc = {
  ...taskRpc,
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
} as const;
