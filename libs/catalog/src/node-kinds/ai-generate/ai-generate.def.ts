import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { language, modelOptions } from '../../kit/fields.js';

export const aiGenerate = defineKind({
  id: 'ai.generate',
  version: 1,
  title: 'Write a text',
  description: 'Writes a text to an instruction',
  icon: 'pen-line',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    instruction: z.string().min(1).max(100_000).meta({
      title: 'Instruction',
      description: 'What to write, for whom, how long',
      widget: 'textarea',
    }),
    context: z.string().max(1_000_000).optional().meta({
      title: 'Context',
      description: 'What the text must rest on',
      widget: 'textarea',
    }),
    tone: z.string().min(1).max(100).optional().meta({ title: 'Tone', placeholder: 'friendly' }),
    format: z.enum(['text', 'markdown', 'html']).optional().meta({ title: 'Format' }),
    maxWords: z.number().int().min(5).max(20_000).optional().meta({ title: 'Words at most' }),
    language: language('Language', 'Of the text').optional(),
    ...modelOptions,
  }),
  output: z.object({ text: z.string() }),
});
