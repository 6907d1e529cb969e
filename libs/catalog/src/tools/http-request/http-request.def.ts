import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { webAddress } from '../fields.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

/** Without credentials: a call that needs one is a custom tool, in which a person says where it goes. */
export const httpRequestTool = defineTool({
  name: 'http_request',
  version: 1,
  title: 'HTTP request',
  description:
    'Calls an address on the web and gives status, headers and body. JSON comes as its value, text as text, other content as a file. Sends no credentials.',
  icon: 'globe',
  effect: ({ method = 'GET' }) =>
    ['GET', 'HEAD', 'PUT', 'DELETE'].includes(String(method)) ? 'idempotent' : 'effectful',
  risk: 'high',
  outside: true,
  needs: ['http', 'artifacts'],
  timeoutMs: 60_000,
  input: z.strictObject({
    method: z.enum(methods).default('GET').meta({ description: 'HTTP method' }),
    url: webAddress('Address, http or https'),
    query: z
      .record(z.string().min(1).max(200), z.union([z.string().max(2000), z.number(), z.boolean()]))
      .optional()
      .meta({ description: 'Parameters that are added to the address' }),
    headers: z
      .record(z.string().max(100), z.string().max(2000))
      .optional()
      .meta({ description: 'Headers; never put secrets here' }),
    body: z.unknown().optional().meta({ description: 'Sent as JSON; a text is sent as it is' }),
  }),
  output: z.object({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
});
