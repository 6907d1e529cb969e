import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { modelOptions } from '../../kit/fields.js';

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
    ...modelOptions,
  }),
  output: z.object({ text: z.string() }),
});
