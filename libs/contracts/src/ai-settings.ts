import { z } from 'zod';
import { guardPolicy } from './ai-guardrails.js';
import { recordingSetName } from './ai-recordings.js';
import { route } from './route.js';

/** What a company sets for all its model calls. Each section has an owner in `ai`, and a default that needs no setting. */
export const aiSettings = z.strictObject({
  routing: z
    .strictObject({
      defaultModel: z.string().max(200).optional(),
      smallModel: z.string().max(200).optional(),
      largeModel: z.string().max(200).optional(),
      embeddingModel: z.string().max(200).optional(),
      /** Models or policies that are tried in turn when the chosen one does not answer. */
      fallbacks: z.array(z.string().max(200)).max(10).default([]),
      /** Below it, what `small-first` got of a small model is asked of a large one. */
      leastConfidence: z.number().min(0).max(1).default(0.6),
    })
    .prefault({}),
  /** By the model's id: what the company knows better than the catalogue. */
  models: z.record(z.string().max(200), z.strictObject({ tier: z.enum(['small', 'large']) })).default({}),
  /** By the slug of an own provider: how much its key may be used at once, by all replicas together. */
  limits: z
    .record(
      z.string().max(40),
      z.strictObject({
        concurrent: z.number().int().min(1).max(10_000).optional().meta({ description: 'Calls at once' }),
        tokensPerMinute: z.number().int().min(1000).max(1_000_000_000).optional(),
      }),
    )
    .default({}),
  cache: z
    .strictObject({
      mode: z.enum(['off', 'exact', 'semantic']).default('off'),
      ttlSeconds: z.number().int().min(60).max(2_592_000).default(86_400),
      threshold: z.number().min(0.5).max(1).default(0.97),
    })
    .prefault({}),
  recording: z
    .strictObject({
      mode: z.enum(['off', 'record']).default('off'),
      keepDays: z.number().int().min(1).max(365).default(30),
      /** Where recordings go. */
      set: recordingSetName.default('recorded'),
    })
    .prefault({}),
  guardrails: guardPolicy.prefault({}),
});
export type AiSettings = z.output<typeof aiSettings>;

type Section = keyof AiSettings;
const change = z.record(z.string(), z.unknown()).nullable().optional();
const sections = Object.keys(aiSettings.shape) as Section[];

/** Field by field: what is missing stays, `null` goes back to its default. Values are checked when they are merged. */
export const aiSettingsChange = z
  .strictObject(Object.fromEntries(sections.map((name) => [name, change])) as Record<Section, typeof change>)
  .meta({ description: 'Fields to change, by section; null puts a field, or a whole section, back to its default' });
export type AiSettingsChange = z.output<typeof aiSettingsChange>;

export const getAiSettings = route({
  method: 'GET',
  path: '/ai/settings',
  permission: 'ai:read',
  tag: 'ai',
  summary: 'What the company set for its model calls, defaults included',
  responses: { 200: aiSettings },
});
export const updateAiSettings = route({
  method: 'PATCH',
  path: '/ai/settings',
  permission: 'ai:admin',
  tag: 'ai',
  summary: 'Change settings of model calls',
  body: aiSettingsChange,
  responses: { 200: aiSettings },
  problems: ['VALIDATION_FAILED'],
});

export const aiSettingsRoutes = { getAiSettings, updateAiSettings };
