import { z } from 'zod';
import { agentId, taskId, toolId, toolRequestId, userId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'tools';

const toolRequestStatus = z.enum(['searching', 'found', 'proposed', 'refused', 'failed']).meta({
  description: 'found: there is one already; proposed: a person has to approve it; refused: nobody may have it written',
});

/** A tool that was missing: who asked for what, and what came of it. */
export const toolRequest = z.object({
  id: toolRequestId,
  name: z.string().meta({ description: 'What it was asked for as' }),
  purpose: z.string(),
  status: toolRequestStatus,
  source: z.enum(['company', 'server', 'model']).nullable().meta({
    description:
      'Where it comes from: the tools there are, an MCP server that is in use already, or a model that wrote it',
  }),
  tool: z.object({ id: z.string(), name: z.string() }).nullable(),
  reason: z.string().meta({ description: 'In words: why this tool, or why none' }),
  trials: z
    .array(z.object({ input: z.unknown(), expected: z.unknown() }))
    .meta({ description: 'Of a tool that a model wrote: what it gave in the sandbox before anybody was asked' }),
  attempts: z.number().int().meta({ description: 'How often a model wrote it' }),
  agentId: agentId.nullable().meta({ description: 'The agent that gets it' }),
  taskId: taskId.nullable().meta({ description: 'The task in which it was missing' }),
  requestedBy: userId.nullable().meta({ description: 'null: an agent at work' }),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
});
export type ToolRequest = z.infer<typeof toolRequest>;

export const toolWish = z.strictObject({
  name: z.string().trim().min(1).max(100).meta({ description: 'What the tool would be called' }),
  purpose: z
    .string()
    .trim()
    .min(10)
    .max(4000)
    .meta({ description: 'What it is given, what it does, and what it gives back' }),
});
export type ToolWish = z.infer<typeof toolWish>;

export const createToolRequest = route({
  method: 'POST',
  path: '/tools/requests',
  permission: 'tools:write',
  tag,
  summary: 'Ask for a tool: one that is there, one of an MCP server in use, or one that a model writes',
  idempotent: true,
  body: toolWish,
  responses: { 202: toolRequest },
  problems: ['LIMIT_EXCEEDED'],
});
export const listToolRequests = route({
  method: 'GET',
  path: '/tools/requests',
  permission: 'tools:read',
  tag,
  summary: 'Tools that were asked for, newest first',
  query: pageQuery.extend({
    status: toolRequestStatus.optional(),
    toolId: toolId.optional().meta({ description: 'The request that this tool came of' }),
    taskId: taskId.optional(),
  }),
  responses: { 200: pageOf(toolRequest) },
});
export const getToolRequest = route({
  method: 'GET',
  path: '/tools/requests/:id',
  permission: 'tools:read',
  tag,
  summary: 'What came of a request for a tool',
  params: z.object({ id: toolRequestId }),
  responses: { 200: toolRequest },
  problems: ['TOOL_REQUEST_NOT_FOUND'],
});

export const toolRequestRoutes = { createToolRequest, listToolRequests, getToolRequest };
