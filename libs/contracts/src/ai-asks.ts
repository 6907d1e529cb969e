import { z } from 'zod';
import { agentId } from './ids.js';
import { microDollars } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

/* What every ask of a model has in common, whatever it is asked for. */

export const aiUsage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars,
  model: z.string(),
  provider: z.string(),
  ms: z.number(),
  cached: z.enum(['exact', 'semantic']).optional().meta({ description: 'A kept answer was given: it cost nothing' }),
  savedMicros: microDollars.optional().meta({ description: 'What the kept answer would have cost again' }),
  rerouted: z
    .enum(['fallback', 'escalated', 'degraded'])
    .optional()
    .meta({ description: 'Why another model than the wanted one answered' }),
});
export type AiUsage = z.infer<typeof aiUsage>;

/** Who pays and where it shows. Set by services, from the signed caller's run. */
export const aiOrigin = z.object({
  runId: z.string().optional(),
  stepPath: z.string().optional(),
  workflowId: z.string().optional(),
  agentId: agentId.optional(),
  taskId: z.string().optional(),
  budgetMicros: microDollars
    .min(0)
    .optional()
    .meta({ description: 'What the workflow allows the model calls of one run to cost' }),
});

export const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' });

export const modelProblems = [
  'MODEL_NOT_FOUND',
  'MODEL_RATE_LIMITED',
  'MODEL_BUSY',
  'MODEL_UNAVAILABLE',
  'MODEL_REFUSED',
  'MODEL_OUTPUT_INVALID',
  'MODEL_CANNOT_DO',
  'DEADLINE_EXCEEDED',
  'BUDGET_EXCEEDED',
  'BUDGET_APPROVAL_NEEDED',
  'RECORDING_MISSING',
] as const;

/** Of a route that asks a model. Five million characters of any script fit. */
export const askBodyLimit = 16 * 1024 * 1024;

export const askRoute = <B extends z.ZodType, R extends z.ZodType>(path: string, summary: string, body: B, answer: R) =>
  route({
    method: 'POST',
    path,
    permission: 'ai:use',
    tag: 'ai',
    summary,
    body,
    bodyLimit: askBodyLimit,
    idempotent: true,
    responses: { 200: answer },
    problems: modelProblems,
  });

/** With `key`, a finished answer is kept and given again; concurrent asks join. */
export const keyedAsk = <B extends z.ZodType, R extends z.ZodType>(method: string, request: B, response: R) =>
  rpc({
    service: 'ai',
    method,
    permission: 'ai:use',
    timeoutMs: 120_000,
    request: z.object({ key: z.string().optional(), origin: aiOrigin.optional(), request }),
    response,
    problems: modelProblems,
  });
