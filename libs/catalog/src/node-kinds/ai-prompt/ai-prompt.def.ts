import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { jsonSchema, modelOptions, modelText, usageOutput, withData } from '../../kit/fields.js';

const aiPromptOutput = z.object({ text: z.string(), data: z.unknown().optional(), usage: usageOutput });

export const aiPrompt = defineKind({
  id: 'ai.prompt',
  version: 1,
  title: 'Ask a model',
  description: 'Sends a prompt and takes the answer, as text or in the shape of a schema',
  icon: 'message-square-text',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    prompt: modelText('Prompt', 'What the model is asked'),
    system: z
      .string()
      .max(100_000)
      .optional()
      .meta({ title: 'Role', description: 'How the model should behave', widget: 'textarea' }),
    schema: jsonSchema('Schema', 'The answer must fit it; it comes as `data`').optional(),
    ...modelOptions,
  }),
  output: aiPromptOutput,
  outputSchema: ({ schema }) => withData(aiPromptOutput, schema),
});
