import { z } from 'zod';
import { definition, nodeId } from '#libs/workflow';
import { createAgent } from './agents.js';
import { createPrompt } from './ai-prompts.js';
import { createTool } from './custom-tools.js';
import { agentId, idOf, knowledgeBaseId, templateId, toolId, workflowId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'templates';

/** Where the answer goes: a field of a node's configuration, or of an agent. Names of objects and numbers of lists, joined by dots. */
const place = z.discriminatedUnion('part', [
  z.object({ part: z.literal('workflow'), node: nodeId, path: z.string().max(200) }),
  z.object({ part: z.literal('agent'), agent: z.string().max(200), path: z.string().max(200) }),
]);
export type TemplatePlace = z.infer<typeof place>;

export const templateParameter = z.object({
  id: z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/),
  title: z.string().max(200),
  help: z.string().max(500).default(''),
  type: z.enum(['text', 'number', 'people', 'timezone', 'time', 'url', 'model']).meta({
    description:
      'people: a list of addresses, `role:x` and `user:id`; time: HH:MM, which becomes minute and hour of a pattern',
  }),
  required: z.boolean().default(false),
  default: z.unknown().meta({ description: 'What stands there unless it is answered' }),
  at: z.array(place).min(1).max(50),
});
export type TemplateParameter = z.infer<typeof templateParameter>;

const needed = z.object({
  name: z.string().meta({ description: 'What it is for' }),
  kind: z.string().meta({ description: 'Kind of the credential, or `setting`' }),
  help: z.string(),
});

const templateKey = z.string().regex(/^[a-z][a-z0-9-]{1,60}$|^tpl_[0-9a-z]{26}$/);

export const template = z.object({
  id: templateKey,
  source: z.enum(['platform', 'company']),
  title: z.string(),
  description: z.string(),
  parameters: z.array(templateParameter),
  needs: z.array(needed).meta({ description: 'Credentials and settings that must be there before it runs for real' }),
  brings: z.object({
    nodes: z.number().int(),
    kinds: z.array(z.string()).meta({ description: 'Kinds of its nodes, each once' }),
    agents: z.array(z.string()),
    tools: z.array(z.string()),
    knowledge: z.array(z.string()),
    prompts: z.array(z.string()),
  }),
  createdBy: z.string().nullable().meta({ description: 'Name of the member who published it' }),
  createdAt: timestamp.nullable(),
});
export type Template = z.infer<typeof template>;

export const galleryContent = template.extend({
  definition,
  example: z.unknown().meta({ description: 'An input that it can be tried with' }),
});
export type GalleryContent = z.infer<typeof galleryContent>;

const partKind = z.enum(['agent', 'tool', 'knowledge', 'prompt']);

const params = z.object({ id: templateKey });
export const listGallery = route({
  method: 'GET',
  path: '/templates',
  permission: 'templates:read',
  tag,
  summary: 'What is ready to be made one’s own: templates of the platform, then those of the company (at most 500)',
  responses: { 200: z.object({ items: z.array(template), nextCursor: z.null() }) },
});
export const getTemplate = route({
  method: 'GET',
  path: '/templates/:id',
  permission: 'templates:read',
  tag,
  summary: 'A template with its workflow',
  params,
  responses: { 200: galleryContent },
  problems: ['TEMPLATE_NOT_FOUND'],
});
export const installTemplate = route({
  method: 'POST',
  path: '/templates/:id/install',
  permission: 'workflows:write',
  tag,
  summary:
    'Make it one’s own: agents, tools, knowledge and prompts that are not there yet by name are created, then the workflow as a draft; nothing runs before it is published',
  idempotent: true,
  params,
  body: z
    .strictObject({
      name: z.string().trim().min(1).max(200).optional().meta({ description: 'Of the workflow' }),
      parameters: z.record(z.string().max(64), z.unknown()).default({}),
    })
    .default({ parameters: {} }),
  responses: {
    201: z.object({
      workflowId,
      name: z.string(),
      created: z.array(z.object({ kind: partKind, id: z.string(), name: z.string() })),
      kept: z.array(z.object({ kind: partKind, name: z.string() })).meta({
        description: 'What the company had by this name already, and which is used as it is',
      }),
      needs: z.array(needed),
    }),
  },
  problems: [
    'TEMPLATE_NOT_FOUND',
    'TEMPLATE_PARAMETERS_INVALID',
    'MODEL_NOT_FOUND',
    'TOOL_NOT_FOUND',
    'PROMPT_INVALID',
  ],
});
export const offerTemplate = route({
  method: 'POST',
  path: '/workflows/:id/template',
  permission: 'templates:write',
  tag,
  summary:
    'Offer a workflow to the members as a template: a copy of its draft without credentials; addresses, zones, times and models in it are asked of whoever takes it',
  params: z.object({ id: workflowId }),
  body: z.strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    description: z.string().trim().max(2000).optional(),
  }),
  responses: { 201: template.extend({ id: templateId }) },
  problems: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_INVALID', 'LIMIT_EXCEEDED'],
});
export const deleteTemplate = route({
  method: 'DELETE',
  path: '/templates/:id',
  permission: 'templates:write',
  tag,
  summary: 'Take a template of the company back; what was made of it stays',
  params: z.object({ id: templateId }),
  responses: { 204: 'empty' },
  problems: ['TEMPLATE_NOT_FOUND'],
});
export const templateRoutes = { listGallery, getTemplate, installTemplate, offerTemplate, deleteTemplate };

/** What a template brings beside its workflow. */
export const templateParts = z.object({
  agents: z.array(createAgent.body).max(20),
  tools: z.array(createTool.body).max(20),
  knowledge: z
    .array(
      z.object({
        name: z.string().max(200),
        documents: z.array(z.object({ name: z.string().max(200), text: z.string().max(200_000) })).max(50),
      }),
    )
    .max(10),
  prompts: z.array(createPrompt.body).max(20),
});
export type TemplateParts = z.infer<typeof templateParts>;

const installed = z.object({
  created: z.array(
    z.object({
      kind: partKind,
      id: z.union([agentId, toolId, knowledgeBaseId, idOf('prompt')]),
      name: z.string(),
    }),
  ),
  kept: z.array(z.object({ kind: partKind, name: z.string() })),
});
export type InstalledParts = z.infer<typeof installed>;

export const templatePartsRpc = {
  /** Creates what is not there yet, by name; the caller's role must allow each. Asked again it changes nothing. */
  installParts: rpc({
    service: 'agents',
    method: 'agents.installParts',
    permission: 'agents:write',
    callers: ['company'],
    timeoutMs: 30_000,
    request: templateParts.omit({ prompts: true }),
    response: installed,
    problems: ['TOOL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NO_TOOLS'],
  }),
} as const;

export const promptPartsRpc = {
  /** Creates and publishes what is not there yet, by name. Asked again it changes nothing. */
  installPrompts: rpc({
    service: 'ai',
    method: 'ai.installPrompts',
    permission: 'ai:write',
    callers: ['company'],
    timeoutMs: 30_000,
    request: templateParts.pick({ prompts: true }),
    response: installed,
    problems: ['PROMPT_INVALID'],
  }),
} as const;
