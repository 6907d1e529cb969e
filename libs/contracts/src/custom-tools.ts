/** One file, because the kinds of tools, their imports and their versions refer to each other; the long part is the list of routes. */
import { z } from 'zod';
import { credentialId, toolId, userId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { tool, toolEffects, toolRisks } from './tools.js';

const tag = 'tools';
const template = z.string().max(8000);
const scalar = z.union([template, z.number(), z.boolean(), z.null()]);
const schema = z.record(z.string(), z.unknown());
const webUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(2000);
const params = z.object({ id: z.string().max(100).meta({ description: 'Id or name' }) });

export const toolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'expected lower case letters, digits and underscores, a letter first; at most 64')
  .meta({ description: 'What models call it. Unique in the company' });

/** A call of a web address. Every text may hold expressions over `input`; the host of the address may not. */
const httpDefinition = z.strictObject({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z
    .string()
    .max(4000)
    .regex(/^https?:\/\//i, 'expected an http or https address')
    .meta({ description: 'Such as https://api.example.com/orders/{{ input.id }}; values are encoded', examples: [] }),
  query: z.record(z.string().min(1).max(200), z.union([scalar, z.array(scalar).max(100)])).optional(),
  headers: z.record(z.string().max(200), template).optional(),
  body: z.unknown().optional(),
  bodyAs: z.enum(['json', 'text', 'form']).default('json'),
  credential: credentialId.optional().meta({ description: 'Added where the request leaves, for its own hosts alone' }),
  idempotent: z.boolean().default(false).meta({ description: 'The receiver honours Idempotency-Key' }),
  acceptStatus: z
    .array(z.union([z.number().int().min(100).max(599), z.string().regex(/^[1-5]xx$/)]))
    .min(1)
    .max(20)
    .default(['2xx'])
    .meta({ description: 'Statuses that are no failure' }),
  output: z
    .unknown()
    .optional()
    .meta({ description: 'Template over input, status, headers and body; the body itself unless given' }),
});
/** JavaScript in the sandbox of `code.run`: knows `input` and `now`, reaches nothing. */
const codeDefinition = z.strictObject({
  kind: z.literal('code'),
  code: z.string().min(1).max(100_000),
  timeMs: z.number().int().min(10).max(60_000).default(10_000),
});
/** One tool of an MCP server (Streamable HTTP), as it was when somebody approved it. */
const mcpDefinition = z.strictObject({
  kind: z.literal('mcp'),
  url: webUrl,
  credential: credentialId.optional(),
  remoteName: z.string().min(1).max(200),
  /** Of what the server says about the tool. */
  pin: z.string(),
});
export const toolDefinition = z.discriminatedUnion('kind', [httpDefinition, codeDefinition, mcpDefinition]);
export type ToolDefinition = z.output<typeof toolDefinition>;

const shared = {
  title: z.string().trim().min(1).max(200),
  description: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .meta({ description: 'For models and people: what it does, and when' }),
  inputSchema: schema.meta({ description: 'JSON Schema of an object' }),
  outputSchema: schema.nullable().meta({ description: 'JSON Schema; null: anything' }),
  effect: toolEffects.meta({ description: 'What repeating a call does' }),
  risk: toolRisks,
  outside: z.boolean().meta({ description: 'Its output holds what strangers wrote' }),
  async: z.boolean().meta({ description: 'Takes long: agents go on and get the result later' }),
  timeoutMs: z.number().int().min(100).max(3_600_000),
};

export const customTool = tool.extend({
  id: toolId,
  outputSchema: schema,
  definition: toolDefinition,
  timeoutMs: z.number().int(),
  version: z.number().int(),
  hash: z.string().meta({ description: 'Of all that decides what a call does; an approval is bound to it' }),
  etag: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type CustomTool = z.infer<typeof customTool>;

export const createTool = route({
  method: 'POST',
  path: '/tools',
  permission: 'tools:write',
  tag,
  summary: 'Create a tool: a web address or code',
  idempotent: true,
  body: z.strictObject({
    name: toolName,
    title: shared.title.optional(),
    description: shared.description,
    definition: z.discriminatedUnion('kind', [httpDefinition, codeDefinition]),
    inputSchema: shared.inputSchema.default({ type: 'object', properties: {}, additionalProperties: false }),
    outputSchema: shared.outputSchema.optional(),
    effect: shared.effect.optional(),
    risk: shared.risk.default('high'),
    outside: shared.outside.optional(),
    async: shared.async.default(false),
    timeoutMs: shared.timeoutMs.default(30_000),
    review: z.boolean().default(false).meta({ description: 'Nobody can call it until it is approved' }),
  }),
  responses: { 201: customTool },
  problems: ['TOOL_INVALID', 'TOOL_NAME_TAKEN', 'CREDENTIAL_NOT_FOUND', 'CREDENTIAL_UNFIT', 'LIMIT_EXCEEDED'],
});
export const getTool = route({
  method: 'GET',
  path: '/tools/:id',
  permission: 'tools:read',
  tag,
  summary: 'One tool',
  params,
  responses: { 200: z.union([customTool, tool]) },
  problems: ['TOOL_NOT_FOUND'],
});
export const updateTool = route({
  method: 'PATCH',
  path: '/tools/:id',
  permission: 'tools:write',
  tag,
  summary: 'Change a tool; each change is a new version',
  params,
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({
    name: toolName.optional(),
    title: shared.title.optional(),
    description: shared.description.optional(),
    definition: z.discriminatedUnion('kind', [httpDefinition, codeDefinition]).optional(),
    inputSchema: shared.inputSchema.optional(),
    outputSchema: shared.outputSchema.optional(),
    effect: shared.effect.optional(),
    risk: shared.risk.optional(),
    outside: shared.outside.optional(),
    async: shared.async.optional(),
    timeoutMs: shared.timeoutMs.optional(),
  }),
  responses: { 200: customTool },
  problems: [
    'TOOL_NOT_FOUND',
    'TOOL_BUILT_IN',
    'TOOL_INVALID',
    'TOOL_NAME_TAKEN',
    'TOOL_IN_USE',
    'PRECONDITION_FAILED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_UNFIT',
  ],
});
export const deleteTool = route({
  method: 'DELETE',
  path: '/tools/:id',
  permission: 'tools:write',
  tag,
  summary: 'Delete a tool that nobody uses',
  params,
  query: z.object({ force: z.enum(['true', 'false']).optional() }),
  responses: { 204: 'empty' },
  problems: ['TOOL_NOT_FOUND', 'TOOL_BUILT_IN', 'TOOL_IN_USE'],
});
export const approveTool = route({
  method: 'POST',
  path: '/tools/:id/approve',
  permission: 'tools:approve',
  tag,
  summary: 'Let a tool be called, as it is now',
  params,
  body: z.strictObject({ hash: z.string().max(200).meta({ description: 'Of the tool that was looked at' }) }),
  responses: { 200: customTool },
  problems: ['TOOL_NOT_FOUND', 'TOOL_BUILT_IN', 'PRECONDITION_FAILED'],
});
export const listToolVersions = route({
  method: 'GET',
  path: '/tools/:id/versions',
  permission: 'tools:read',
  tag,
  summary: 'Versions of a tool, newest first',
  params,
  query: pageQuery,
  responses: {
    200: pageOf(
      z.object({
        version: z.number().int(),
        hash: z.string(),
        tool: z.record(z.string(), z.unknown()).meta({ description: 'The tool as it was' }),
        createdBy: userId.nullable(),
        createdAt: timestamp,
      }),
    ),
  },
  problems: ['TOOL_NOT_FOUND', 'TOOL_BUILT_IN'],
});

const server = { url: webUrl, credential: credentialId.optional() };
export const discoverMcp = route({
  method: 'POST',
  path: '/tools/mcp/discover',
  permission: 'tools:write',
  tag,
  summary: 'What an MCP server offers',
  body: z.strictObject(server),
  responses: {
    200: z.object({
      server: z.object({ name: z.string(), version: z.string() }),
      tools: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          inputSchema: schema,
          pin: z.string(),
        }),
      ),
    }),
  },
  problems: [
    'TOOL_SERVER_FAILED',
    'EGRESS_REFUSED',
    'EGRESS_FAILED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_HOST_REFUSED',
  ],
});
const importing = {
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,29}$/, 'expected lower case letters, digits and underscores')
    .optional()
    .meta({ description: 'Put before each name' }),
  risk: toolRisks.default('high'),
};
const imported = z.object({
  tools: z.array(customTool),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export const importMcp = route({
  method: 'POST',
  path: '/tools/mcp/import',
  permission: 'tools:write',
  tag,
  summary: 'Take tools of an MCP server, pinned as they are now',
  idempotent: true,
  body: z.strictObject({ ...server, tools: z.array(z.string().max(200)).min(1).max(100), ...importing }),
  responses: { 201: imported },
  problems: [
    'TOOL_SERVER_FAILED',
    'TOOL_INVALID',
    'EGRESS_REFUSED',
    'EGRESS_FAILED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_HOST_REFUSED',
    'LIMIT_EXCEEDED',
  ],
});
export const refreshTool = route({
  method: 'POST',
  path: '/tools/:id/refresh',
  permission: 'tools:write',
  tag,
  summary: 'Compare a tool of an MCP server with what the server says now',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: customTool },
  problems: [
    'TOOL_NOT_FOUND',
    'TOOL_BUILT_IN',
    'TOOL_INVALID',
    'TOOL_SERVER_FAILED',
    'EGRESS_REFUSED',
    'EGRESS_FAILED',
  ],
});

const document = {
  url: webUrl.optional(),
  document: z.string().max(4_000_000).optional().meta({ description: 'OpenAPI 3, JSON or YAML' }),
};
const either = (value: { url?: string | undefined; document?: string | undefined }) =>
  (value.url === undefined) !== (value.document === undefined);
const eitherMessage = { error: 'expected either url or document', path: ['url'] };
export const discoverOpenApi = route({
  method: 'POST',
  path: '/tools/openapi/discover',
  permission: 'tools:write',
  tag,
  summary: 'Operations of an OpenAPI document',
  bodyLimit: 5 * 1024 * 1024,
  body: z.strictObject(document).refine(either, eitherMessage),
  responses: {
    200: z.object({
      title: z.string(),
      servers: z.array(z.string()),
      operations: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          method: z.string(),
          path: z.string(),
          description: z.string(),
          problem: z.string().nullable().meta({ description: 'Why it cannot become a tool' }),
        }),
      ),
    }),
  },
  problems: ['TOOL_INVALID', 'EGRESS_REFUSED', 'EGRESS_FAILED', 'LIMIT_EXCEEDED'],
});
export const importOpenApi = route({
  method: 'POST',
  path: '/tools/openapi/import',
  permission: 'tools:write',
  tag,
  summary: 'Make operations of an OpenAPI document into tools',
  idempotent: true,
  bodyLimit: 5 * 1024 * 1024,
  body: z
    .strictObject({
      ...document,
      operations: z.array(z.string().max(500)).min(1).max(100).meta({ description: 'Ids that discover gave' }),
      server: webUrl
        .optional()
        .meta({ description: 'Where the operations are; the first server of the document unless given' }),
      credential: credentialId.optional(),
      ...importing,
    })
    .refine(either, eitherMessage),
  responses: { 201: imported },
  problems: [
    'TOOL_INVALID',
    'EGRESS_REFUSED',
    'EGRESS_FAILED',
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_UNFIT',
    'LIMIT_EXCEEDED',
  ],
});

export const customToolRoutes = {
  createTool,
  getTool,
  updateTool,
  deleteTool,
  approveTool,
  listToolVersions,
  discoverMcp,
  importMcp,
  refreshTool,
  discoverOpenApi,
  importOpenApi,
};
