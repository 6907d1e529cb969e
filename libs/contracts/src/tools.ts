import { z } from 'zod';
import { credentialId } from './ids.js';
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
  source: z.enum(['builtin', 'http', 'code', 'mcp']),
  status: z.enum(['active', 'review']).meta({ description: 'review: nobody can call it until a person approves it' }),
});
export type Tool = z.infer<typeof tool>;

export const listTools = route({
  method: 'GET',
  path: '/tools',
  permission: 'tools:read',
  tag,
  summary: 'Tools, by name',
  query: pageQuery.extend({
    search: z.string().max(100).optional(),
    source: z.enum(['builtin', 'custom']).optional(),
    status: z.enum(['active', 'review']).optional(),
  }),
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
  problems: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'TOOL_FAILED', 'TOOL_UNAVAILABLE', 'TOOL_IN_REVIEW'],
});

const searchSettings = z
  .strictObject({
    provider: z.enum(['duckduckgo', 'searxng', 'brave']).default('duckduckgo').meta({
      description:
        'duckduckgo needs nothing; searxng an address of your own; brave a credential of the kind header (X-Subscription-Token)',
    }),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional()
      .meta({ description: 'Of the search service, where it is another than its own' }),
    credential: credentialId.optional().meta({ description: 'Sent to the search service alone' }),
  })
  .refine(({ provider, url }) => provider !== 'searxng' || url !== undefined, {
    error: 'expected the address of your SearXNG',
    path: ['url'],
  })
  .refine(({ provider, credential }) => provider !== 'brave' || credential !== undefined, {
    error: 'expected the credential with the key of Brave Search',
    path: ['credential'],
  });
const sourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i, 'expected letters, digits, dashes; at most 40')
  .meta({ description: 'What it is called in results' });
const sourceAddress = z.url({ protocol: /^https?$/ }).max(2000);
const leadSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), name: sourceName.default('sample') }),
  z.strictObject({
    kind: z.literal('http'),
    name: sourceName,
    url: sourceAddress.meta({
      description: 'Asked by GET with query, industry, country and limit; answers {leads: […]} or a list of leads',
    }),
    detailsUrl: sourceAddress.optional().meta({
      description: 'Asked by GET with domain; answers one lead with all that is known, 404 when nothing is',
    }),
    credential: credentialId.optional().meta({ description: 'Sent to this source alone' }),
  }),
]);
export type LeadSource = z.output<typeof leadSource>;
const leadSettings = z.strictObject({
  sources: z
    .array(leadSource)
    .max(10)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'expected names that differ')
    .default([{ kind: 'sample', name: 'sample' }])
    .meta({ description: 'Asked in this order. `sample`: invented companies, for trying it out' }),
});
export const toolSettings = z.strictObject({
  search: searchSettings.prefault({}).meta({ description: 'How web_search searches' }),
  leads: leadSettings.prefault({}).meta({ description: 'Where find_leads and enrich_lead look' }),
  writing: z.enum(['nobody', 'people', 'agents']).default('nobody').meta({
    description:
      'Who may have a missing tool written by a model, held until a person approves it. `people`: who imports a document or asks for one; `agents`: agents at work as well',
  }),
  respectRobots: z.boolean().default(true).meta({ description: 'fetch_page and fetch_urls keep to robots.txt' }),
});
export type ToolSettings = z.output<typeof toolSettings>;

export const getToolSettings = route({
  method: 'GET',
  path: '/tools/settings',
  permission: 'tools:read',
  tag,
  summary: 'Settings of the built-in tools',
  responses: { 200: toolSettings },
});
export const setToolSettings = route({
  method: 'PUT',
  path: '/tools/settings',
  permission: 'tools:admin',
  tag,
  summary: 'Set how the built-in tools search and read; what is left out is as at the beginning',
  body: toolSettings,
  responses: { 200: toolSettings },
  problems: ['CREDENTIAL_NOT_FOUND'],
});

export const toolRoutes = { getToolSettings, setToolSettings, listTools, testTool };

export const toolsRpc = {
  /** Own tools that send this credential (the first 20, by name), and built-in ones whose settings name it. */
  credentialUses: rpc({
    service: 'agents',
    method: 'agents.credentialUses',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ id: credentialId }),
    response: z.object({
      tools: z.array(z.object({ id: z.string(), name: z.string() })),
      settings: z.array(z.string()).meta({ description: 'Names of built-in tools' }),
    }),
  }),
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
    problems: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'TOOL_FAILED', 'TOOL_UNAVAILABLE', 'TOOL_IN_REVIEW'],
  }),
  /** Those that a step can call now, by name; the first 100. */
  offered: rpc({
    service: 'agents',
    method: 'agents.offeredTools',
    permission: 'tools:read',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({ tools: z.array(tool.pick({ name: true, description: true, inputSchema: true })) }),
  }),
} as const;
