import { z } from 'zod';
import { idOf } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'ai';

export const aiModel = z.object({
  id: z.string().meta({ description: 'As requests name it: `openai/gpt-5-mini`' }),
  provider: z.string().meta({ description: 'Slug of the provider' }),
  title: z.string(),
  contextTokens: z.number().int().nullable(),
  modalities: z.array(z.enum(['text', 'image'])).meta({ description: 'What it can be given' }),
  embeddings: z.boolean().meta({ description: 'It makes vectors of texts, and answers nothing' }),
  tools: z.boolean(),
  toolsCheckedBy: z
    .enum(['list', 'catalogue', 'call'])
    .nullable()
    .meta({ description: 'How that is known; null: not proved yet, it is checked at the first use' }),
  inputMicrosPerMillion: microDollars.nullable(),
  cachedInputMicrosPerMillion: microDollars.nullable(),
  cacheWriteMicrosPerMillion: microDollars.nullable(),
  outputMicrosPerMillion: microDollars.nullable(),
  pricesAsOf: z
    .string()
    .nullable()
    .meta({ description: 'Day on which the price was looked up, or since which yours is in force' }),
  priceSetByCompany: z.boolean(),
  tier: z.enum(['small', 'large', 'builtin']),
  isDefault: z.boolean(),
});
export type AiModel = z.infer<typeof aiModel>;

export const listModels = route({
  method: 'GET',
  path: '/ai/models',
  permission: 'ai:read',
  tag,
  summary: 'Models that the company can use, with the prices of today',
  responses: { 200: z.object({ items: z.array(aiModel), nextCursor: z.null() }) },
});

/** Micro-dollars for a million tokens. */
const rate = z.number().int().min(0).max(1_000_000_000_000);
const rates = {
  input: rate.meta({ description: 'Micro-dollars for a million input tokens' }),
  cachedInput: rate.optional().meta({ description: 'Of input that the provider had cached; as `input` when absent' }),
  cacheWrite: rate.optional().meta({ description: 'Of input that it put into its cache; as `input` when absent' }),
  output: rate.meta({ description: 'Micro-dollars for a million output tokens' }),
};
export const modelPrice = z.object({
  id: idOf('modelPrice'),
  model: z.string(),
  input: microDollars,
  cachedInput: microDollars.nullable(),
  cacheWrite: microDollars.nullable(),
  output: microDollars,
  from: timestamp,
});
export type ModelPrice = z.infer<typeof modelPrice>;
export const newModelPrice = z.strictObject({
  model: z.string().min(1).max(200).meta({ description: 'Id of the model: `openai/gpt-5-mini`' }),
  ...rates,
  from: timestamp.optional().meta({ description: 'In force from then on; now when absent' }),
});
export type NewModelPrice = z.output<typeof newModelPrice>;

export const listModelPrices = route({
  method: 'GET',
  path: '/ai/model-prices',
  permission: 'ai:read',
  tag,
  summary: 'Prices that the company set, newest first',
  query: pageQuery.extend({ model: z.string().max(200).optional() }),
  responses: { 200: pageOf(modelPrice) },
});
export const setModelPrice = route({
  method: 'PUT',
  path: '/ai/model-prices',
  permission: 'ai:admin',
  tag,
  summary: 'Set the price of a model from a day on; the same day again replaces it',
  body: newModelPrice,
  responses: { 200: modelPrice },
  problems: ['MODEL_NOT_FOUND'],
});
export const deleteModelPrice = route({
  method: 'DELETE',
  path: '/ai/model-prices/:id',
  permission: 'ai:admin',
  tag,
  summary: 'Take a price back; the one before it, or the catalogue’s, is in force again',
  params: z.object({ id: idOf('modelPrice') }),
  responses: { 204: 'empty' },
  problems: ['NOT_FOUND'],
});

export const aiModelRoutes = { listModels, listModelPrices, setModelPrice, deleteModelPrice };
