import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { language, longText, modelOptions } from '../../kit/fields.js';

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
    text: longText('Text', 'What is summarized; of any length'),
    maxWords: z.number().int().min(5).max(2000).optional().meta({ title: 'Words at most' }),
    style: z.enum(['paragraph', 'bullets', 'headline']).optional().meta({ title: 'Style' }),
    language: language('Language', 'Of the summary; that of the text when empty').optional(),
    ...modelOptions,
  }),
  output: z.object({ summary: z.string() }),
});
