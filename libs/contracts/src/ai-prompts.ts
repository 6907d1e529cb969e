/** Prompts in one file, longer than most because it is a list of routes whose shapes are read together. */
import { z } from 'zod';
import { reservedWords } from '#libs/workflow';
import { aiOrigin, aiUsage, jsonSchema, modelProblems } from './ai-asks.js';
import { chatMessage, modelOptions } from './ai-chat.js';
import { aiBenchRoutes } from './ai-prompt-benches.js';
import { idOf, userId } from './ids.js';
import { json, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'prompts';
export const promptId = idOf('prompt');
const params = z.object({ id: promptId });
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, 'expected one line');
const description = z.string().max(2000);

export const variableTypes = ['string', 'number', 'boolean', 'json', 'list'] as const;
export const promptVariable = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'expected a name such as customerName')
    .refine((word) => word !== 'vars' && !reservedWords.includes(word), 'this word has a meaning of its own')
    .meta({ description: 'In the messages: `{{ name }}` or `{{ vars.name }}`' }),
  type: z.enum(variableTypes).default('string'),
  required: z.boolean().default(true),
  default: json.optional().meta({ description: 'Taken when the variable is not given' }),
  description: z.string().max(500).default(''),
});
export type PromptVariable = z.infer<typeof promptVariable>;

export const promptMessage = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().max(200_000).meta({ description: 'A text with `{{ expressions }}` over the variables' }),
});
/** Everything that a version freezes. */
export const promptContent = z.strictObject({
  messages: z.array(promptMessage).min(1).max(50),
  variables: z
    .array(promptVariable)
    .max(50)
    .default([])
    .refine((list) => new Set(list.map((each) => each.name)).size === list.length, 'expected different names'),
  options: z.strictObject(modelOptions).default({}),
  schema: jsonSchema.optional().meta({ description: 'JSON Schema that `data` of the answer must fit' }),
});
export type PromptContent = z.infer<typeof promptContent>;

export const promptProblem = z.object({
  path: z.string().meta({ description: 'messages[0].content, variables[1]' }),
  code: z.enum(['TEMPLATE_INVALID', 'VARIABLE_UNKNOWN', 'VARIABLE_UNUSED', 'DEFAULT_INVALID', 'SCHEMA_INVALID']),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
});
export type PromptProblem = z.infer<typeof promptProblem>;

export const promptSummary = z.object({
  id: promptId,
  name: z.string(),
  description: z.string(),
  publishedVersion: z.number().int().nullable(),
  hasDraftChanges: z.boolean(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type PromptSummary = z.infer<typeof promptSummary>;
/** With the draft; `etag` is what `If-Match` expects. */
export const prompt = promptSummary.extend({
  content: promptContent,
  problems: z.array(promptProblem),
  etag: z.string(),
});
export type Prompt = z.infer<typeof prompt>;
export const promptVersionSummary = z.object({
  version: z.number().int(),
  contentHash: z.string(),
  note: z.string(),
  publishedAt: timestamp,
  publishedBy: userId.nullable(),
  current: z.boolean(),
});
export const promptVersion = promptVersionSummary.extend({ promptId, content: promptContent });
export type PromptVersion = z.infer<typeof promptVersion>;

const variables = z.record(z.string(), json).default({});
const version = z
  .union([z.number().int().min(1), z.literal('draft')])
  .optional()
  .meta({ description: 'The published one when absent' });
export const renderedPrompt = z.object({
  version: z.number().int().nullable().meta({ description: 'null: the draft' }),
  messages: z.array(chatMessage),
  options: z.strictObject(modelOptions),
  schema: jsonSchema.optional(),
});
export type RenderedPrompt = z.infer<typeof renderedPrompt>;
/** `model` and its neighbours win over what the prompt says. */
const runBody = z.strictObject({ variables, version, ...modelOptions });
export const promptAnswer = z.object({
  text: z.string(),
  data: z.unknown().optional(),
  finish: z.enum(['stop', 'tools', 'length', 'filtered']),
  version: z.number().int().nullable(),
  usage: aiUsage,
});
export type PromptAnswer = z.infer<typeof promptAnswer>;

const runProblems = [
  'PROMPT_NOT_FOUND',
  'PROMPT_NOT_PUBLISHED',
  'VERSION_NOT_FOUND',
  'PROMPT_VARIABLES_INVALID',
  'PROMPT_INVALID',
  'EXPRESSION_FAILED',
] as const;
const bodyLimit = 4 * 1024 * 1024;

const base = { tag, params } as const;
export const createPrompt = route({
  method: 'POST',
  path: '/ai/prompts',
  permission: 'ai:write',
  tag,
  summary: 'Create a prompt with its draft',
  idempotent: true,
  bodyLimit,
  body: z.strictObject({ name, description: description.default(''), content: promptContent }),
  responses: { 201: prompt },
  problems: ['PROMPT_NAME_TAKEN'],
});
export const listPrompts = route({
  method: 'GET',
  path: '/ai/prompts',
  permission: 'ai:read',
  tag,
  summary: 'Prompts',
  query: pageQuery.extend({ search: z.string().max(100).optional().meta({ description: 'A part of the name' }) }),
  responses: { 200: pageOf(promptSummary) },
});
export const getPrompt = route({
  ...base,
  method: 'GET',
  path: '/ai/prompts/:id',
  permission: 'ai:read',
  summary: 'One prompt with its draft',
  responses: { 200: prompt },
  problems: ['PROMPT_NOT_FOUND'],
});
export const updatePrompt = route({
  ...base,
  method: 'PATCH',
  path: '/ai/prompts/:id',
  permission: 'ai:write',
  summary: 'Rename or describe',
  body: z.strictObject({ name: name.optional(), description: description.optional() }),
  responses: { 200: prompt },
  problems: ['PROMPT_NOT_FOUND', 'PROMPT_NAME_TAKEN'],
});
export const deletePrompt = route({
  ...base,
  method: 'DELETE',
  path: '/ai/prompts/:id',
  permission: 'ai:write',
  summary: 'Delete a prompt; what was measured with it stays',
  responses: { 204: 'empty' },
  problems: ['PROMPT_NOT_FOUND'],
});
export const savePromptDraft = route({
  ...base,
  method: 'PUT',
  path: '/ai/prompts/:id/draft',
  permission: 'ai:write',
  summary: 'Save the draft',
  bodyLimit,
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({ content: promptContent }),
  responses: { 200: prompt },
  problems: ['PROMPT_NOT_FOUND', 'PRECONDITION_FAILED', 'PRECONDITION_REQUIRED'],
});
export const publishPrompt = route({
  ...base,
  method: 'POST',
  path: '/ai/prompts/:id/publish',
  permission: 'ai:write',
  summary: 'Freeze the draft as the next version',
  body: z.strictObject({ note: z.string().max(500).optional() }).default({}),
  responses: { 200: promptVersion },
  problems: ['PROMPT_NOT_FOUND', 'PROMPT_INVALID', 'PRECONDITION_FAILED'],
});
export const listPromptVersions = route({
  ...base,
  method: 'GET',
  path: '/ai/prompts/:id/versions',
  permission: 'ai:read',
  summary: 'Published versions, newest first',
  query: pageQuery,
  responses: { 200: pageOf(promptVersionSummary) },
  problems: ['PROMPT_NOT_FOUND'],
});
export const getPromptVersion = route({
  method: 'GET',
  path: '/ai/prompts/:id/versions/:version',
  permission: 'ai:read',
  tag,
  summary: 'One published version',
  params: params.extend({ version: z.coerce.number().int().min(1) }),
  responses: { 200: promptVersion },
  problems: ['PROMPT_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const rollbackPrompt = route({
  ...base,
  method: 'POST',
  path: '/ai/prompts/:id/rollback',
  permission: 'ai:write',
  summary: 'Make an older version the published one',
  body: z.strictObject({ version: z.number().int().min(1) }),
  responses: { 200: promptVersion },
  problems: ['PROMPT_NOT_FOUND', 'VERSION_NOT_FOUND'],
});
export const renderPrompt = route({
  ...base,
  method: 'POST',
  path: '/ai/prompts/:id/render',
  permission: 'ai:use',
  summary: 'The messages as a model would see them; nothing is asked',
  bodyLimit,
  body: z.strictObject({ variables, version }),
  responses: { 200: renderedPrompt },
  problems: runProblems,
});
export const runPrompt = route({
  ...base,
  method: 'POST',
  path: '/ai/prompts/:id/run',
  permission: 'ai:use',
  summary: 'Ask a model with this prompt',
  bodyLimit,
  idempotent: true,
  body: runBody,
  responses: { 200: promptAnswer },
  problems: [...runProblems, ...modelProblems],
});

export const aiPromptRoutes = {
  createPrompt,
  listPrompts,
  getPrompt,
  updatePrompt,
  deletePrompt,
  savePromptDraft,
  publishPrompt,
  listPromptVersions,
  getPromptVersion,
  rollbackPrompt,
  renderPrompt,
  runPrompt,
  ...aiBenchRoutes,
};

const named = z.string().min(1).max(100).meta({ description: 'Id or name of a prompt' });
export const aiPromptRpc = {
  /** A published prompt, by id or name, asked under the caller's key. */
  runPrompt: rpc({
    service: 'ai',
    method: 'ai.runPrompt',
    permission: 'ai:use',
    timeoutMs: 120_000,
    request: z.object({
      key: z.string().optional(),
      origin: aiOrigin.optional(),
      prompt: named,
      request: runBody,
    }),
    response: promptAnswer,
    problems: [...runProblems, ...modelProblems],
  }),
  /** The messages of a published prompt, for callers that ask a model themselves: agents. */
  renderPrompt: rpc({
    service: 'ai',
    method: 'ai.renderPrompt',
    permission: 'ai:use',
    timeoutMs: 10_000,
    request: z.object({ prompt: named, variables, version }),
    response: renderedPrompt,
    problems: runProblems,
  }),
} as const;
