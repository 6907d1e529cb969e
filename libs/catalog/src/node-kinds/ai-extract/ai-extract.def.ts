import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { jsonSchema, modelOptions, modelText, withData } from '../../kit/fields.js';

const span = z.object({ start: z.number().int(), end: z.number().int(), text: z.string() });

const aiExtractOutput = z.object({
  data: z.unknown().meta({ description: 'Fits the schema' }),
  spans: z.record(z.string(), span).meta({ description: 'Where each field was found in the text' }),
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
    text: modelText('Text', 'Where the fields are read from'),
    schema: jsonSchema('Fields', 'JSON Schema; the descriptions of its properties tell the model what to look for'),
    ...modelOptions,
  }),
  output: aiExtractOutput,
  outputSchema: ({ schema }) => withData(aiExtractOutput, schema),
});
