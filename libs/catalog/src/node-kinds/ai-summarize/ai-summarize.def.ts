import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { modelOptions, modelText } from '../../kit/fields.js';

export const aiSummarize = defineKind({
  id: 'ai.summarize',
  version: 1,
  title: 'Summarize',
  description: 'Makes a long text short',
  icon: 'scissors',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    text: modelText('Text', 'What is summarized'),
    maxWords: z.number().int().min(5).max(2000).optional().meta({ title: 'Words at most' }),
    ...modelOptions,
  }),
  output: z.object({ summary: z.string() }),
});
