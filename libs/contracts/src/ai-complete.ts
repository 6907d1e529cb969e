import { z } from 'zod';
import { aiUsage, askRoute, jsonSchema, keyedAsk } from './ai-asks.js';
import { chatMessage, modelOptions, toolCall, toolChoice, toolSpec } from './ai-chat.js';

export const completeRequest = z.strictObject({
  messages: z.array(chatMessage).min(1).max(1000),
  tools: z.array(toolSpec).max(128).optional(),
  toolChoice: toolChoice.optional(),
  schema: jsonSchema.optional().meta({ description: 'JSON Schema that `data` must fit' }),
  ...modelOptions,
});
export const finish = z.enum(['stop', 'tools', 'length', 'filtered']);
export const completeResponse = z.object({
  text: z.string(),
  reasoning: z.string().optional().meta({ description: 'What the model says of its thinking, where it tells' }),
  data: z.unknown().optional(),
  toolCalls: z.array(toolCall),
  finish,
  usage: aiUsage,
});
export type CompleteRequest = z.infer<typeof completeRequest>;
export type CompleteResponse = z.infer<typeof completeResponse>;

export const aiComplete = askRoute('/ai/complete', 'Answer a conversation', completeRequest, completeResponse);
export const aiCompleteRoutes = { aiComplete };

/** Where a model is served that the platform knows nothing of: an address that speaks OpenAI's chat completions. */
export const modelEndpoint = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .max(2000)
  .meta({
    description: 'A custom inference endpoint that speaks the chat completions of OpenAI; called without a key',
  });

const completing = keyedAsk('ai.complete', completeRequest, completeResponse);
export const aiCompleteRpc = {
  complete: { ...completing, request: completing.request.extend({ endpoint: modelEndpoint.optional() }) },
} as const;
