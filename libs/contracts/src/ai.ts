import { z } from 'zod';
import { aiBudgetRoutes, aiBudgetRpc } from './ai-budgets.js';
import { aiCacheRoutes } from './ai-cache.js';
import { aiCompleteRoutes, aiCompleteRpc } from './ai-complete.js';
import { aiEstimateRoutes, aiEstimateRpc } from './ai-estimates.js';
import { aiGuardRoutes } from './ai-guardrails.js';
import { aiModel, aiModelRoutes } from './ai-models.js';
import { aiPromptRoutes, aiPromptRpc } from './ai-prompts.js';
import { aiProviderRoutes } from './ai-providers.js';
import { aiRecordingRoutes } from './ai-recordings.js';
import { aiSettingsRoutes } from './ai-settings.js';
import { aiStreamRoutes, aiStreamRpc } from './ai-stream.js';
import { aiTaskRoutes, aiTaskRpc } from './ai-tasks.js';
import { aiUsageRoutes, aiUsageRpc } from './ai-usage.js';
import { openaiRoutes } from './openai.js';
import { rpc } from './rpc.js';

export const aiRoutes = {
  ...aiGuardRoutes,
  ...aiRecordingRoutes,
  ...aiCompleteRoutes,
  ...aiStreamRoutes,
  ...aiTaskRoutes,
  ...aiPromptRoutes,
  ...aiModelRoutes,
  ...aiProviderRoutes,
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
  ...aiUsageRpc,
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
    // A sample call may have to wait until a local model is loaded.
    timeoutMs: 40_000,
    request: z.object({
      fits: z
        .object({ model: z.string().max(200), tools: z.boolean() })
        .optional()
        .meta({ description: 'A model or a policy that must be there, and must be able to call tools' }),
    }),
    response: z.object({ items: z.array(aiModel) }),
    problems: ['MODEL_NOT_FOUND', 'MODEL_NO_TOOLS'],
  }),
} as const;
