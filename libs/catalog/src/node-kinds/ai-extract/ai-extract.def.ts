import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { jsonSchema, longText, modelOptions, withData } from '../../kit/fields.js';

const span = z.object({ start: z.number().int(), end: z.number().int(), text: z.string() });

const aiExtractOutput = z.object({
  data: z.unknown().meta({ description: 'Fits the schema' }),
  spans: z
    .record(z.string(), span.nullable())
    .meta({ description: 'Where each value stands in the text; null when it does not stand there' }),
  notInText: z
    .array(z.string())
    .default([])
    .meta({ description: 'Fields whose values were reworded, counted, judged, or made up' }),
});

export const aiExtract = defineKind({
  id: 'ai.extract',
  version: 1,
  title: 'Extract fields',
  description: 'Reads fields out of a text, in the shape of a schema',
  icon: 'text-search',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    text: longText('Text', 'Where the fields are read from; of any length'),
    schema: jsonSchema('Fields', 'JSON Schema; the descriptions of its properties tell the model what to look for'),
    ...modelOptions,
  }),
  output: aiExtractOutput,
  outputSchema: ({ schema }) => withData(aiExtractOutput, schema),
});
