import type { Schema } from '#libs/workflow';
import { z } from 'zod';
import './form-hints.js';

/** Limits of the `ai` service's contracts. */
const mostText = 1_000_000;
const mostLongText = 5_000_000;

/** A text that models read. */
export const modelText = (title: string, description: string) =>
  z.string().min(1).max(mostText).meta({ title, description, widget: 'textarea' });

/** A text of any length: what is longer than a model reads at once is read in parts. */
export const longText = (title: string, description: string) =>
  z.string().min(1).max(mostLongText).meta({ title, description, widget: 'textarea' });

/** `pt-BR`, or a name in words. */
export const language = (title: string, description: string) =>
  z.string().min(2).max(60).meta({ title, description, placeholder: 'en' });

/** What a step that read a long text tells about it. */
export const readingLog = (parts: number): { logs?: string[] } =>
  parts > 1 ? { logs: [`The text was read in ${parts} parts.`] } : {};

/** A JSON Schema, as an object. */
export const jsonSchema = (title: string, description: string) =>
  z.record(z.string(), z.unknown()).meta({ title, description, widget: 'json-schema' });

/** Any JSON value. Absent is not a value. */
export const anyValue = (title: string, description: string) =>
  z.unknown().meta({ title, description, widget: 'value' });

/** Which model, and how; on every `ai.*` kind. */
export const modelOptions = {
  model: z.string().min(1).max(200).optional().meta({
    title: 'Model',
    description: 'A model, or a routing policy; the company default when empty',
    widget: 'model',
  }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .meta({ title: 'Temperature', description: '0 is steady, higher is freer', advanced: true }),
  maxTokens: z
    .number()
    .int()
    .min(1)
    .max(200_000)
    .optional()
    .meta({ title: 'Longest answer', description: 'Tokens', advanced: true }),
};

/** What a call used, as in `meta.usage`. */
export const usageOutput = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: z.number().int().meta({ description: 'Micro-dollars' }),
  model: z.string().optional(),
});

/** What `notify.*` answer. */
export const deliveryIds = z.array(z.string()).meta({ description: 'Recorded deliveries, see /deliveries' });

/** A JSON Schema as a configuration holds it; undefined when it holds none, or one with expressions, which only a run knows. */
export const schemaIn = (schema: unknown): Schema | undefined =>
  typeof schema === 'object' && schema !== null && !JSON.stringify(schema).includes('{{')
    ? (schema as Schema)
    : undefined;

/** The output of a kind whose `data` fits the schema that its configuration gives. */
export function withData(output: z.ZodObject, schema: unknown): Schema | undefined {
  const data = schemaIn(schema);
  const { properties, ...all } = z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' });
  return data && { ...all, properties: { ...properties, data } };
}
