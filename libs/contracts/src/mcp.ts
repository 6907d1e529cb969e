import { z } from 'zod';
import type { Problem } from './errors.js';
import { route } from './route.js';

/** A refusal before the protocol begins, as JSON-RPC has it; MCP clients go by the status. */
export const jsonRpcFailure = ({ status, code, detail, title }: Problem): { status: number; body: unknown } => ({
  status,
  body: {
    jsonrpc: '2.0',
    id: null,
    error: { code: status === 401 ? -32001 : -32000, message: `${code}: ${detail ?? title}` },
  },
});

/** Model Context Protocol, Streamable HTTP without sessions: any replica answers any request. */
export const mcp = route({
  method: 'POST',
  path: '/mcp',
  root: true,
  permission: 'mcp:use',
  tag: 'protocols',
  summary: 'MCP (Streamable HTTP): agents and workflows that are offered, as tools',
  body: z.unknown(),
  bodyLimit: 4 * 1024 * 1024,
  streams: true,
  responses: { 200: 'raw' },
  failure: jsonRpcFailure,
});

export const mcpRoutes = { mcp };
