import { z } from 'zod';
import { workflowId } from './ids.js';
import { microDollars, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tokens = z.number().int().min(0).max(100_000_000);

export const estimateRequest = z
  .strictObject({
    model: z.string().max(200).optional().meta({ description: 'A model or a policy; the default when absent' }),
    text: z.string().max(1_000_000).optional().meta({ description: 'What would be sent; its tokens are counted' }),
    inputTokens: tokens.optional(),
    outputTokens: tokens.optional().meta({ description: '1000 unless set' }),
  })
  .refine(({ text, inputTokens }) => (text === undefined) !== (inputTokens === undefined), {
    path: ['inputTokens'],
    message: 'expected either `text` or `inputTokens`',
  });
export const callEstimate = z.object({
  model: z.string(),
  provider: z.string(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: microDollars.nullable().meta({ description: 'null: nobody knows the price of this model' }),
  basis: z.string().meta({ description: 'What the numbers rest on, for a person' }),
});
export const estimateCall = route({
  method: 'POST',
  path: '/ai/estimates',
  permission: 'ai:read',
  tag: 'ai',
  summary: 'What a call would cost',
  body: estimateRequest,
  bodyLimit: 4 * 1024 * 1024,
  responses: { 200: callEstimate },
  problems: ['MODEL_NOT_FOUND'],
});
export const aiEstimateRoutes = { estimateCall };

export const estimateRpcStep = z.object({
  model: z.string().optional(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
});
export const aiEstimateRpc = {
  /** What each step of these runs cost. Runs that called no model are not among the items. */
  usageOfRuns: rpc({
    service: 'ai',
    method: 'ai.usage.ofRuns',
    permission: 'ai:read',
    timeoutMs: 10_000,
    request: z.object({ runIds: z.array(z.string().max(64)).max(200) }),
    response: z.object({
      items: z.array(
        z.object({
          runId: z.string(),
          stepPath: z.string().nullable(),
          calls: z.number().int(),
          costMicros: microDollars,
        }),
      ),
    }),
  }),
  /** What calls would cost at today's prices; `costMicros` is null where the price, or the model, is unknown. */
  estimateCalls: rpc({
    service: 'ai',
    method: 'ai.estimateCalls',
    permission: 'ai:read',
    timeoutMs: 10_000,
    request: z.object({ calls: z.array(estimateRpcStep).max(1000) }),
    response: z.object({
      items: z.array(z.object({ model: z.string().nullable(), costMicros: microDollars.nullable() })),
    }),
  }),
} as const;

const spread = z.object({
  mean: microDollars,
  p90: microDollars.nullable().meta({ description: 'What nine of ten runs do not exceed; null: only runs can tell' }),
});
export const workflowEstimate = z.object({
  basis: z.enum(['runs', 'definition', 'none']).meta({
    description:
      '`runs`: what the last runs of this workflow cost. `definition`: no run yet, so lengths of prompts and usual answers at today’s prices. `none`: nothing to go by',
  }),
  explanation: z.string().meta({ description: 'The same, for a person' }),
  runs: z.number().int().meta({ description: 'How many runs it rests on' }),
  from: timestamp.nullable(),
  to: timestamp.nullable(),
  costMicros: spread.nullable().meta({ description: 'Of a whole run' }),
  steps: z.array(
    z.object({
      step: z.string().meta({ description: 'Id of the node' }),
      costMicros: spread.nullable().meta({ description: 'In one run, all its attempts and items; null: unknown' }),
      calls: z.number().nullable().meta({ description: 'Model calls in one run, on average' }),
    }),
  ),
});
export type WorkflowEstimate = z.output<typeof workflowEstimate>;
export const estimateWorkflow = route({
  method: 'GET',
  path: '/workflows/:id/estimate',
  permission: 'workflows:read',
  tag: 'workflows',
  summary: 'What the model calls of a run will probably cost',
  params: z.object({ id: workflowId }),
  responses: { 200: workflowEstimate },
  problems: ['WORKFLOW_NOT_FOUND'],
});
