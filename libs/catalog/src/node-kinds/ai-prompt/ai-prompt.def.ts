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
  config: z
    .strictObject({
      prompt: modelText('Prompt', 'What the model is asked').optional().meta({
        title: 'Prompt',
        description: 'What the model is asked',
        widget: 'textarea',
        either: 'prompt',
      }),
      promptId: z.string().min(1).max(100).optional().meta({
        title: 'Stored prompt',
        description: 'Instead: a published prompt, by id or name. It brings its own messages, schema and model',
        either: 'prompt',
      }),
      variables: z
        .record(z.string(), z.unknown())
        .optional()
        .meta({
          title: 'Variables',
          description: 'Of the stored prompt',
          widget: 'pairs',
          when: { field: 'promptId' },
        }),
      version: z
        .number()
        .int()
        .min(1)
        .optional()
        .meta({
          title: 'Version',
          description: 'Of the stored prompt; the published one when empty',
          advanced: true,
          when: { field: 'promptId' },
        }),
      system: z
        .string()
        .max(100_000)
        .optional()
        .meta({
          title: 'Role',
          description: 'How the model should behave',
          widget: 'textarea',
          when: { field: 'prompt' },
        }),
      schema: jsonSchema('Schema', 'The answer must fit it; it comes as `data`').optional(),
      ...modelOptions,
    })
    .refine(({ prompt, promptId }) => (prompt === undefined) !== (promptId === undefined), {
      error: 'expected either a prompt or a stored one (promptId)',
      path: ['prompt'],
    })
    .refine(
      ({ promptId, system, schema }) => promptId === undefined || (system === undefined && schema === undefined),
      {
        error: 'a stored prompt brings its own role and schema',
        path: ['promptId'],
      },
    ),
  output: aiPromptOutput,
  outputSchema: ({ schema }) => withData(aiPromptOutput, schema),
});
