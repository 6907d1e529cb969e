import { z } from 'zod';
import { agentId, idOf, workflowId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { timezone } from './timezone.js';

const tag = 'ai';
const count = z.number().int();
const cachedAs = z.enum(['exact', 'semantic']);

/** What one call of a model used. A call that failed is a row too: it used nothing, and counts in `failures` alone. */
export const usageRow = z.object({
  id: idOf('aiCall'),
  at: timestamp,
  task: z.string(),
  model: z.string(),
  provider: z.string(),
  inputTokens: count,
  cachedInputTokens: count.meta({ description: "Input tokens that lay in the provider's own prompt cache" }),
  cacheWriteTokens: count
    .nullable()
    .meta({ description: 'Input tokens that the provider put there; null: it does not say' }),
  outputTokens: count,
  reasoningTokens: count
    .nullable()
    .meta({ description: 'Output tokens that were thoughts; null: the provider does not say' }),
  costMicros: microDollars,
  savedMicros: microDollars.meta({ description: 'What a kept answer would have cost again' }),
  cached: cachedAs.nullable().meta({ description: 'How a kept answer was found; null: the model answered' }),
  rerouted: z
    .enum(['fallback', 'escalated', 'degraded'])
    .nullable()
    .meta({ description: 'Why another model than the wanted one answered' }),
  outcome: z.string().meta({ description: '`succeeded`, or the code of the error' }),
  ms: z.number(),
  firstMs: z.number().nullable().meta({ description: 'Until the first piece of the answer, ms' }),
  runId: z.string().nullable(),
  stepPath: z.string().nullable(),
  workflowId: z.string().nullable(),
  agentId: z.string().nullable(),
  taskId: z.string().nullable(),
});
export type UsageRow = z.output<typeof usageRow>;

export const usageTotals = z.object({
  calls: count.meta({ description: 'Answered ones, kept answers included' }),
  failures: count.meta({ description: 'Calls that a provider did not answer' }),
  inputTokens: count,
  outputTokens: count,
  costMicros: microDollars,
  savedMicros: microDollars,
});
export type UsageTotals = z.output<typeof usageTotals>;

const period = {
  from: timestamp.optional().meta({ description: 'RFC 3339, UTC; inclusive' }),
  to: timestamp.optional().meta({ description: 'RFC 3339, UTC; exclusive' }),
};
const filters = {
  runId: z.string().max(60).optional(),
  workflowId: workflowId.optional(),
  agentId: agentId.optional(),
  model: z.string().max(200).optional().meta({ description: 'As `model` of a row: openai/gpt-5-mini' }),
  provider: z.string().max(64).optional(),
  task: z.string().max(32).optional(),
};

export const listUsage = route({
  method: 'GET',
  path: '/ai/usage',
  permission: 'ai:read',
  tag,
  summary: 'What model calls used, newest first, with the sums over all pages',
  query: pageQuery.extend({ ...filters, ...period }),
  responses: { 200: pageOf(usageRow).extend({ totals: usageTotals }) },
});

export const spendGroup = z.enum(['day', 'model', 'provider', 'workflow', 'agent', 'task']);
export const spendRow = usageTotals.extend({
  key: z
    .string()
    .nullable()
    .meta({ description: 'A day (2026-03-31), a model, a provider, an id; null: calls that belong to none' }),
  cachedCalls: count.meta({ description: 'Of `calls`, those that a kept answer served' }),
});
export type SpendRow = z.output<typeof spendRow>;
export const getSpend = route({
  method: 'GET',
  path: '/ai/usage/spend',
  permission: 'ai:read',
  tag,
  summary: 'Spend and savings over time, or by model, provider, workflow, agent or task; at most 400 days',
  query: z.object({
    by: spendGroup.default('day'),
    ...period,
    timezone: timezone.default('UTC').meta({ description: 'Whose days are meant: an IANA zone such as Europe/Berlin' }),
  }),
  responses: {
    200: z.object({
      from: timestamp.meta({ description: 'Begin of the day that `from` falls into; the last 30 days unless set' }),
      to: timestamp,
      items: z
        .array(spendRow)
        .meta({ description: 'Days in their order, without gaps; all else by cost, the dearest first' }),
      totals: usageTotals,
    }),
  },
});

const milliseconds = z.number().nullable();
export const modelHealth = z.object({
  provider: z.string(),
  model: z.string(),
  calls: count.meta({ description: 'Answered and failed ones; kept answers are none' }),
  failures: count,
  success: z.number().min(0).max(1).nullable().meta({ description: 'Share of answered calls; null without a call' }),
  latencyMs: z.object({ p50: milliseconds, p95: milliseconds }).meta({ description: 'Whole answers' }),
  firstMs: z.object({ p50: milliseconds, p95: milliseconds }).meta({ description: 'Until the first piece' }),
  sample: count.meta({ description: 'Of how many calls the percentiles are: the last ones, at most 1000' }),
  lastFailure: z.object({ at: timestamp, code: z.string() }).nullable(),
  breaker: z
    .enum(['closed', 'open', 'half-open'])
    .meta({ description: '`open`: the model is not asked for a while, because it kept failing' }),
});
export type ModelHealth = z.output<typeof modelHealth>;
export const getAiHealth = route({
  method: 'GET',
  path: '/ai/health',
  permission: 'ai:read',
  tag,
  summary: 'How the models did for your company: success, latency, breakers',
  query: z.object({
    minutes: z.coerce.number().int().min(15).max(10_080).default(1440).meta({ description: 'How far back' }),
  }),
  responses: { 200: z.object({ from: timestamp, items: z.array(modelHealth) }) },
});

export const aiUsageRoutes = { listUsage, getSpend, getAiHealth };

export const aiUsageRpc = {
  /** As `GET /ai/usage/spend`, for reports. */
  spend: rpc({
    service: 'ai',
    method: 'ai.spend',
    permission: 'ai:read',
    timeoutMs: 15_000,
    request: getSpend.query,
    response: getSpend.responses[200],
  }),
} as const;
