import { z } from 'zod';
import { guardPolicyPart } from './ai-guardrails.js';
import { replayOption } from './ai-recordings.js';

/** A piece of a message. Images travel in the message itself: no provider is sent to fetch an address. */
export const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });
export const imagePart = z.strictObject({
  type: z.literal('image'),
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
  data: z.base64().max(8_000_000).meta({ description: 'The bytes of the image, base64' }),
});
export type ImagePart = z.infer<typeof imagePart>;
export const chatContent = z.union([
  z.string(),
  z
    .array(z.union([textPart, imagePart]))
    .min(1)
    .max(50),
]);
export type ChatContent = z.infer<typeof chatContent>;

export const toolCall = z.object({ id: z.string(), name: z.string(), input: z.unknown() });
export const chatMessage = z.union([
  z.strictObject({ role: z.literal('system'), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: chatContent }),
  z.strictObject({ role: z.literal('assistant'), content: z.string(), toolCalls: z.array(toolCall).optional() }),
  z.strictObject({ role: z.literal('tool'), toolCallId: z.string(), content: z.string() }),
]);
export type ChatMessage = z.infer<typeof chatMessage>;

export const toolSpec = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
});
export type ToolSpec = z.infer<typeof toolSpec>;
export const toolChoice = z
  .union([z.enum(['auto', 'none', 'required']), z.strictObject({ name: z.string() })])
  .meta({ description: 'Whether the model may, must not, or must call a tool; or which one it must call' });
export type ToolChoice = z.infer<typeof toolChoice>;

/** The text of a content, without its images. */
export const textOf = (content: ChatContent): string =>
  typeof content === 'string'
    ? content
    : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

/** How long a call of a model may take, ms. */
export const callDeadlines = z.strictObject({
  firstTokenMs: z.number().int().min(100).max(300_000).optional().meta({ description: 'Until the first piece' }),
  idleMs: z.number().int().min(100).max(300_000).optional().meta({ description: 'Between two pieces' }),
  totalMs: z
    .number()
    .int()
    .min(100)
    .max(600_000)
    .optional()
    .meta({ description: 'Until the end, repetitions and other models included' }),
});

/** What every call of a model may say beside its question. */
export const modelOptions = {
  model: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'A model, or a routing policy; the company default when absent' }),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
  maxTokens: z.number().int().min(1).max(200_000).optional(),
  stop: z.array(z.string().min(1).max(200)).min(1).max(4).optional(),
  seed: z.number().int().optional(),
  reasoning: z
    .enum(['low', 'medium', 'high'])
    .optional()
    .meta({ description: 'How much a reasoning model should think; others ignore it' }),
  cache: z
    .enum(['off', 'exact', 'semantic'])
    .optional()
    .meta({ description: 'Whether a kept answer may be given; the company setting when absent' }),
  guardrails: guardPolicyPart
    .optional()
    .meta({ description: "Makes the guardrails of this call stricter than the company's and the agent's" }),
  replay: replayOption.optional().meta({ description: 'Answers from recordings instead of a model' }),
  deadlines: callDeadlines.optional().meta({ description: "The platform's own when absent: 60 s, 30 s, 110 s" }),
};
