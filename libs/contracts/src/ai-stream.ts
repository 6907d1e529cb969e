import { z } from 'zod';
import { aiOrigin, aiUsage, askBodyLimit, askRoute, keyedAsk, modelProblems } from './ai-asks.js';
import { completeRequest, completeResponse, finish, modelEndpoint } from './ai-complete.js';
import { guardPolicyPart } from './ai-guardrails.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

/** A piece of an answer as it comes; over HTTP the name of its event is its `type`. */
export const answerPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string().meta({ description: 'What the model thinks' }) }),
  z.object({
    type: z.literal('tool-call'),
    index: z.number().int().meta({ description: 'Parts of one call share it; its first part has `id` and `name`' }),
    id: z.string().optional(),
    name: z.string().optional(),
    arguments: z.string().meta({ description: 'The next piece of the JSON text' }),
  }),
  z.object({ type: z.literal('end'), finish, usage: aiUsage }),
]);

export const aiStream = route({
  method: 'POST',
  path: '/ai/stream',
  permission: 'ai:use',
  tag: 'ai',
  summary: 'Answer a conversation, piece by piece as it comes; an answer that breaks off ends with the event `error`',
  body: completeRequest,
  bodyLimit: askBodyLimit,
  responses: { 200: 'sse' },
  problems: modelProblems,
});

export const embedRequest = z.strictObject({
  texts: z.array(z.string().min(1).max(200_000)).min(1).max(2048),
  model: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "A model for embeddings; absent: the company's first provider that has one" }),
  guardrails: guardPolicyPart
    .optional()
    .meta({ description: "Makes the guardrails of this call stricter than the company's and the agent's" }),
});
export const embedResponse = z.object({
  vectors: z.array(z.array(z.number())).meta({ description: 'One for each text, in its order' }),
  usage: aiUsage,
});
export type EmbedRequest = z.output<typeof embedRequest>;
export type EmbedResponse = z.output<typeof embedResponse>;
export const aiEmbed = askRoute('/ai/embed', 'Vectors of texts, for search by meaning', embedRequest, embedResponse);

export const aiStreamRoutes = { aiStream, aiEmbed };

export const aiStreamRpc = {
  /** The pieces of an answer as they come. Leaving the loop calls the model off. */
  stream: rpc({
    service: 'ai',
    method: 'ai.stream',
    permission: 'ai:use',
    timeoutMs: 600_000,
    stream: true,
    request: z.object({
      origin: aiOrigin.optional(),
      request: completeRequest,
      endpoint: modelEndpoint.optional(),
    }),
    response: answerPart,
    problems: modelProblems,
  }),
  /**
   * As `complete` under a key, with the words as they come: whoever asks again under the key gets the answer alone. `again`: the model
   * mends an answer that did not fit, so what it said so far does not count.
   */
  completing: rpc({
    service: 'ai',
    method: 'ai.completing',
    permission: 'ai:use',
    timeoutMs: 600_000,
    stream: true,
    request: z.object({
      key: z.string().optional(),
      origin: aiOrigin.optional(),
      request: completeRequest,
      endpoint: modelEndpoint.optional(),
    }),
    response: z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('again') }),
      z.object({ type: z.literal('answer'), answer: completeResponse }),
    ]),
    problems: modelProblems,
  }),
  embed: keyedAsk('ai.embed', embedRequest, embedResponse),
} as const;
