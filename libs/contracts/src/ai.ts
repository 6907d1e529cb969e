import { z } from 'zod';
import { aiBudgetRoutes, aiBudgetRpc } from './ai-budgets.js';
import { aiCacheRoutes } from './ai-cache.js';
import { aiCompleteRoutes, aiCompleteRpc } from './ai-complete.js';
import { aiEstimateRoutes, aiEstimateRpc } from './ai-estimates.js';
import { aiPromptRoutes, aiPromptRpc } from './ai-prompts.js';
import { aiSettingsRoutes } from './ai-settings.js';
import { aiStreamRoutes, aiStreamRpc } from './ai-stream.js';
import { aiTaskRoutes, aiTaskRpc } from './ai-tasks.js';
import { aiUsageRoutes } from './ai-usage.js';
import { openaiRoutes } from './openai.js';
import { microDollars } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'ai';

export const aiModel = z.object({
  id: z.string(),
  provider: z.string(),
  title: z.string(),
  contextTokens: z.number().int().nullable(),
  tools: z.boolean(),
  inputMicrosPerMillion: microDollars.nullable(),
  outputMicrosPerMillion: microDollars.nullable(),
  tier: z.enum(['small', 'large', 'builtin']),
  isDefault: z.boolean(),
});
export type AiModel = z.infer<typeof aiModel>;
export const listModels = route({
  method: 'GET',
  path: '/ai/models',
  permission: 'ai:read',
  tag,
  summary: 'Models that can be used',
  responses: { 200: z.object({ items: z.array(aiModel), nextCursor: z.null() }) },
});
export const aiProvider = z.object({
  id: z.string(),
  title: z.string(),
  configured: z.boolean(),
  healthy: z.boolean().nullable(),
  note: z.string(),
});
export const listProviders = route({
  method: 'GET',
  path: '/ai/providers',
  permission: 'ai:read',
  tag,
  summary: 'Model providers',
  responses: { 200: z.object({ items: z.array(aiProvider), nextCursor: z.null() }) },
});
export const aiRoutes = {
  ...aiCompleteRoutes,
  ...aiStreamRoutes,
  ...aiTaskRoutes,
  ...aiPromptRoutes,
  listModels,
  listProviders,
  ...aiSettingsRoutes,
  ...aiUsageRoutes,
  ...openaiRoutes,
  ...aiBudgetRoutes,
  ...aiCacheRoutes,
  ...aiEstimateRoutes,
};

export const aiRpc = {
  ...aiCompleteRpc,
  ...aiStreamRpc,
  ...aiTaskRpc,
  ...aiPromptRpc,
  ...aiBudgetRpc,
  ...aiEstimateRpc,
  /** Whether an ask under this key is done, in progress, or unknown. */
  status: rpc({
    service: 'ai',
    method: 'ai.status',
    permission: 'ai:read',
    timeoutMs: 5000,
    request: z.object({ key: z.string() }),
    response: z.object({ status: z.enum(['unknown', 'running', 'succeeded', 'failed']) }),
  }),
  models: rpc({
    service: 'ai',
    method: 'ai.models',
    permission: 'ai:read',
    timeoutMs: 10_000,
    request: z.object({}),
    response: z.object({ items: z.array(aiModel) }),
  }),
} as const;
