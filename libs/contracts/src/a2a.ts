import { z } from 'zod';
import { agentId } from './ids.js';
import { jsonRpcFailure } from './mcp.js';
import { route } from './route.js';

const common = { root: true, tag: 'protocols', failure: jsonRpcFailure, problems: ['AGENT_NOT_FOUND'] } as const;

/** Agent2Agent: what an agent is, where and how it is reached. In the form of version 1.0, or of 0.3 for who does not say `A2A-Version`. */
export const getAgentCard = route({
  ...common,
  method: 'GET',
  path: '/a2a/:id/.well-known/agent-card.json',
  permission: 'agents:read',
  summary: 'A2A: card of an agent that is offered',
  params: z.object({ id: agentId }),
  responses: { 200: z.record(z.string(), z.unknown()) },
});

/** JSON-RPC of A2A 1.0 and 0.3: send a message, stream, get, list and cancel tasks. */
export const a2a = route({
  ...common,
  method: 'POST',
  path: '/a2a/:id',
  permission: 'agents:run',
  summary: 'A2A (JSON-RPC): tasks of an agent that is offered',
  params: z.object({ id: agentId }),
  body: z.unknown(),
  bodyLimit: 4 * 1024 * 1024,
  streams: true,
  responses: { 200: 'raw' },
});

export const a2aRoutes = { getAgentCard, a2a };
