import { z } from 'zod';
import { pageOf, pageQuery } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'tools';

export const toolEffects = z.enum(['pure', 'idempotent', 'effectful']);
export const toolRisks = z.enum(['low', 'medium', 'high']);

export const tool = z.object({
  id: z.string().meta({ description: 'The name of a built-in tool, else an id' }),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()),
  effect: toolEffects.meta({ description: 'The strongest that a call may have' }),
  risk: toolRisks,
  outside: z.boolean().meta({ description: 'Its output holds what strangers wrote' }),
  async: z.boolean().meta({ description: 'Takes long: an agent gets the id of a job at once, and the result later' }),
  builtin: z.boolean(),
});
export type Tool = z.infer<typeof tool>;

export const listTools = route({
  method: 'GET',
  path: '/tools',
  permission: 'tools:read',
  tag,
  summary: 'Tools, by name',
  query: pageQuery.extend({ search: z.string().max(100).optional() }),
  responses: { 200: pageOf(tool) },
});
export const testTool = route({
  method: 'POST',
  path: '/tools/:id/test',
  permission: 'tools:run',
  tag,
  summary: 'Run a tool once, now',
  params: z.object({ id: z.string().max(100) }),
  body: z.strictObject({ input: z.unknown() }),
  responses: { 200: z.object({ output: z.unknown(), ms: z.number() }) },
  problems: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'TOOL_FAILED', 'TOOL_UNAVAILABLE'],
});

export const toolRoutes = { listTools, testTool };

export const toolsRpc = {
  callTool: rpc({
    service: 'agents',
    method: 'agents.callTool',
    permission: 'tools:run',
    timeoutMs: 60_000,
    request: z.object({
      key: z.string(),
      tool: z.string(),
      input: z.unknown(),
      runId: z.string().optional(),
      stepPath: z.string().optional(),
    }),
    response: z.object({ output: z.unknown() }),
    problems: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'TOOL_FAILED', 'TOOL_UNAVAILABLE'],
  }),
} as const;
