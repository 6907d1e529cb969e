import { z } from 'zod';
import { agentId, runId, workflowId } from './ids.js';
import { pageOf, pageQuery } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { runStatus } from './runs.js';

const tag = 'protocols';

/** The part of a tool's name that a company chooses; `agent_` or `workflow_` stands before it. */
const toolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'expected small letters, digits and _, at most 50, a letter first')
  .meta({
    description: 'Its name as a tool, after `agent_` or `workflow_`; made from its name unless given, and then kept',
  });
const description = z
  .string()
  .trim()
  .max(2000)
  .meta({ description: 'What models and people outside are told about it; its own description or goal when empty' });
const shown = {
  tool: z.string().nullable().meta({ description: 'Whole name of the tool; null before it is offered' }),
  description,
};

export const workflowExposure = z.object({ workflowId, mcp: z.boolean(), ...shown });
export type WorkflowExposure = z.infer<typeof workflowExposure>;
export const getWorkflowExposure = route({
  method: 'GET',
  path: '/workflows/:id/exposure',
  permission: 'workflows:read',
  tag,
  summary: 'Whether programs outside may call the workflow as a tool',
  params: z.object({ id: workflowId }),
  responses: { 200: workflowExposure },
  problems: ['WORKFLOW_NOT_FOUND'],
});
const named = z.string().meta({ description: 'Its own name' });
export const listWorkflowExposures = route({
  method: 'GET',
  path: '/workflows/exposures',
  permission: 'workflows:read',
  tag,
  summary: 'Workflows that are or were offered to programs outside',
  query: pageQuery,
  responses: {
    200: pageOf(
      workflowExposure.extend({
        name: named,
        ready: z.boolean().meta({ description: 'It is published; others cannot be called' }),
      }),
    ),
  },
});
export const setWorkflowExposure = route({
  method: 'PUT',
  path: '/workflows/:id/exposure',
  permission: 'workflows:publish',
  tag,
  summary: 'Offer the published workflow as an MCP tool, or take it back',
  params: z.object({ id: workflowId }),
  body: z.strictObject({ mcp: z.boolean(), tool: toolName.optional(), description: description.optional() }),
  responses: { 200: workflowExposure },
  problems: ['WORKFLOW_NOT_FOUND', 'CONFLICT'],
});

export const agentExposure = z.object({ agentId, mcp: z.boolean(), a2a: z.boolean(), ...shown });
export type AgentExposure = z.infer<typeof agentExposure>;
export const getAgentExposure = route({
  method: 'GET',
  path: '/agents/:id/exposure',
  permission: 'agents:read',
  tag,
  summary: 'Whether programs outside may call the agent, and how',
  params: z.object({ id: agentId }),
  responses: { 200: agentExposure },
  problems: ['AGENT_NOT_FOUND'],
});
export const listAgentExposures = route({
  method: 'GET',
  path: '/agents/exposures',
  permission: 'agents:read',
  tag,
  summary: 'Agents that are or were offered to programs outside',
  query: pageQuery,
  responses: {
    200: pageOf(
      agentExposure.extend({
        name: named,
        ready: z.boolean().meta({ description: 'It is active; others cannot be called' }),
      }),
    ),
  },
});
export const setAgentExposure = route({
  method: 'PUT',
  path: '/agents/:id/exposure',
  permission: 'agents:write',
  tag,
  summary: 'Offer the agent as an MCP tool or by A2A, or take it back',
  params: z.object({ id: agentId }),
  body: z.strictObject({
    mcp: z.boolean(),
    a2a: z.boolean().default(false),
    tool: toolName.optional(),
    description: description.optional(),
  }),
  responses: { 200: agentExposure },
  problems: ['AGENT_NOT_FOUND', 'CONFLICT'],
});

export const workflowExposureRoutes = { listWorkflowExposures, getWorkflowExposure, setWorkflowExposure };
export const agentExposureRoutes = { listAgentExposures, getAgentExposure, setAgentExposure };

/** A name for a tool, made of a thing's own: `Reply Writer 2.0` is `agent_reply_writer_2_0`. */
export function toolNameOf(kind: 'agent' | 'workflow', name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 46)
    .replace(/_+$/, '');
  return `${kind}_${plain === '' ? 'x' : plain}`;
}

/** How far a run is that somebody outside waits for. */
export const runProgress = z.object({
  runId,
  status: runStatus,
  done: z.number().int().meta({ description: 'Steps that have ended' }),
  output: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

/** What `agents` asks `company` for, to offer its workflows. */
export const exposureRpc = {
  /** Published workflows that are offered as tools, by tool; at most 500. */
  exposedWorkflows: rpc({
    service: 'company',
    method: 'company.exposedWorkflows',
    permission: 'workflows:read',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({
      items: z.array(
        z.object({
          id: workflowId,
          tool: z.string(),
          title: z.string(),
          description: z.string(),
          inputs: z.unknown().meta({ description: 'JSON schema of the input; null: anything' }),
        }),
      ),
    }),
  }),
  /** Starts the published version of a workflow that is offered; the same key is the same run. */
  startExposed: rpc({
    service: 'company',
    method: 'company.startExposed',
    permission: 'runs:start',
    timeoutMs: 15_000,
    request: z.object({ workflowId, input: z.unknown(), key: z.string().max(200) }),
    response: z.object({ runId }),
    problems: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_NOT_PUBLISHED', 'RUN_INPUT_INVALID', 'RATE_LIMITED', 'LIMIT_EXCEEDED'],
  }),
  /** The run once it is over or more than `seen` steps have ended, or as it is after `waitMs`. */
  runProgress: rpc({
    service: 'company',
    method: 'company.runProgress',
    permission: 'runs:read',
    timeoutMs: 30_000,
    request: z.object({ runId, seen: z.number().int().default(-1), waitMs: z.number().int().max(20_000) }),
    response: runProgress,
    problems: ['RUN_NOT_FOUND'],
  }),
  /** One that is over stays as it is. */
  cancelExposed: rpc({
    service: 'company',
    method: 'company.cancelExposed',
    permission: 'runs:control',
    timeoutMs: 10_000,
    request: z.object({ runId, reason: z.string().max(500).optional() }),
    response: z.object({ status: runStatus }),
    problems: ['RUN_NOT_FOUND'],
  }),
} as const;
