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
});
export type AiUsage = z.infer<typeof aiUsage>;

/** Who pays and where it shows. Set by services, from the signed caller's run. */
export const aiOrigin = z.object({
  runId: z.string().optional(),
  stepPath: z.string().optional(),
  workflowId: z.string().optional(),
  agentId: agentId.optional(),
  taskId: z.string().optional(),
});

export const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' });

export const modelProblems = [
  'MODEL_NOT_FOUND',
  'MODEL_RATE_LIMITED',
  'MODEL_UNAVAILABLE',
  'MODEL_REFUSED',
  'MODEL_OUTPUT_INVALID',
  'MODEL_CANNOT_DO',
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
