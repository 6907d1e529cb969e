import { z } from 'zod';
import { idOf } from './ids.js';
import { isoDuration, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'ai';
const name = z.string().trim().min(1).max(100);
const model = z.string().trim().min(1).max(200);
const settings = z.record(z.string().max(100), z.unknown());

/** How the ids of its models begin: `openai-eu/gpt-5`. */
export const providerSlug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, such as openai-eu')
  .refine((text) => !['builtin', 'endpoint', 'agent'].includes(text), 'this name has a meaning of its own');

/** What one tiny call of a provider told. */
export const aiProviderTest = z.object({
  ok: z.boolean(),
  at: timestamp,
  model: z.string(),
  ms: z.number().int().meta({ description: 'Milliseconds until the end of the answer, or until it failed' }),
  tools: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether the model can call tools; null when that was not found out' }),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type AiProviderTest = z.infer<typeof aiProviderTest>;

export const aiProvider = z.object({
  id: z
    .string()
    .meta({ description: 'Of an account of the company; of a provider of the operator, that of the catalogue' }),
  provider: z.string().meta({ description: 'Provider of the catalogue: openai, anthropic, …' }),
  title: z.string(),
  name: z.string(),
  slug: z.string().meta({ description: 'How the ids of its models begin' }),
  source: z.enum(['company', 'operator', 'builtin', 'none']).meta({
    description: 'Who set it up; `none`: nobody, it could be added',
  }),
  configured: z.boolean(),
  enabled: z.boolean(),
  healthy: z.boolean().nullable().meta({ description: 'Whether its last call was answered; null before the first' }),
  note: z.string(),
  pricesAsOf: z.string().nullable(),
  settings: settings.meta({ description: 'Of an account of the company, without its secrets' }),
  hint: z.string().nullable().meta({ description: 'Last four characters of the key, when it is long enough' }),
  previousKeyUntil: timestamp.nullable().meta({
    description: 'During a rotation: until when the key before is tried when the new one is refused',
  }),
  defaultModel: z.string().nullable(),
  position: z.number().int().nullable().meta({ description: 'Lower ones are preferred' }),
  lastTest: aiProviderTest.nullable(),
  createdAt: timestamp.nullable(),
  updatedAt: timestamp.nullable(),
});
export type AiProvider = z.infer<typeof aiProvider>;

const position = z.number().int().min(0).max(1000);
export const newAiProvider = z.strictObject({
  provider: z.string().min(1).max(64).meta({ description: 'Provider of the catalogue: openai, anthropic, …' }),
  name: name.optional(),
  slug: providerSlug.optional().meta({ description: 'The provider, with a number when that is taken, when absent' }),
  settings: settings.meta({
    description: 'As the provider describes them: key, address. Secrets are sealed and never shown again',
  }),
  defaultModel: model.optional(),
  position: position.optional().meta({ description: 'Lower ones are preferred; behind all others when absent' }),
  enabled: z.boolean().default(true),
});
export const aiProviderChange = z.strictObject({
  name: name.optional(),
  slug: providerSlug.optional(),
  settings: settings.optional().meta({
    description: 'Fields to change; null takes one away. Keys must be given again when the address changes',
  }),
  defaultModel: model.nullable().optional(),
  position: position.optional(),
  enabled: z.boolean().optional(),
});
export const aiProviderRotation = z.strictObject({
  settings: settings.meta({ description: 'The new secrets, such as `{"apiKey": "…"}`' }),
  keepPreviousFor: isoDuration.default('P1D').meta({
    description: 'How long the key before is tried when the new one is refused, at most 7 days; PT0S: not at all',
  }),
});
export type NewAiProvider = z.output<typeof newAiProvider>;
export type AiProviderChange = z.output<typeof aiProviderChange>;
export type AiProviderRotation = z.output<typeof aiProviderRotation>;

const params = z.object({ id: z.string().min(1).max(64) });
const accountParams = z.object({ id: idOf('aiProvider') });

export const listProviders = route({
  method: 'GET',
  path: '/ai/providers',
  permission: 'ai:read',
  tag,
  summary: 'Model providers: those of the company, those of the operator, and what could be added',
  responses: { 200: z.object({ items: z.array(aiProvider), nextCursor: z.null() }) },
});
export const createProvider = route({
  method: 'POST',
  path: '/ai/providers',
  permission: 'ai:admin',
  tag,
  summary: 'Add a model provider of the company; its secrets are sealed and never shown again',
  body: newAiProvider,
  responses: { 201: aiProvider },
  problems: ['VALIDATION_FAILED', 'CONFLICT'],
});
export const getProvider = route({
  method: 'GET',
  path: '/ai/providers/:id',
  permission: 'ai:read',
  tag,
  summary: 'One model provider, without its secrets',
  params,
  responses: { 200: aiProvider },
  problems: ['AI_PROVIDER_NOT_FOUND'],
});
export const updateProvider = route({
  method: 'PATCH',
  path: '/ai/providers/:id',
  permission: 'ai:admin',
  tag,
  summary: 'Change a model provider of the company',
  params: accountParams,
  body: aiProviderChange,
  responses: { 200: aiProvider },
  problems: ['AI_PROVIDER_NOT_FOUND', 'VALIDATION_FAILED', 'CONFLICT'],
});
export const deleteProvider = route({
  method: 'DELETE',
  path: '/ai/providers/:id',
  permission: 'ai:admin',
  tag,
  summary: 'Delete a model provider of the company, with its secrets',
  params: accountParams,
  responses: { 204: 'empty' },
  problems: ['AI_PROVIDER_NOT_FOUND'],
});
export const testProvider = route({
  method: 'POST',
  path: '/ai/providers/:id/test',
  permission: 'ai:admin',
  tag,
  summary: 'Ask the provider one tiny question, and find out whether the model can call tools',
  params,
  body: z.strictObject({ model: model.optional().meta({ description: 'The default model when absent' }) }),
  responses: { 200: aiProviderTest },
  problems: ['AI_PROVIDER_NOT_FOUND'],
});
export const rotateProvider = route({
  method: 'POST',
  path: '/ai/providers/:id/rotate',
  permission: 'ai:admin',
  tag,
  summary: 'Put a new key in place of the old one, which helps out until the new one is accepted',
  params: accountParams,
  body: aiProviderRotation,
  responses: { 200: aiProvider },
  problems: ['AI_PROVIDER_NOT_FOUND', 'VALIDATION_FAILED', 'CONFLICT'],
});

export const aiProviderRoutes = {
  listProviders,
  createProvider,
  getProvider,
  updateProvider,
  deleteProvider,
  testProvider,
  rotateProvider,
};
