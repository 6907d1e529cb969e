import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { language, longText, modelOptions } from '../../kit/fields.js';

const word = z.string().min(1).max(200);

export const aiTranslate = defineKind({
  id: 'ai.translate',
  version: 1,
  title: 'Translate',
  description: 'Translates a text; Markdown, code and placeholders stay as they are',
  icon: 'languages',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    text: longText('Text', 'What is translated; of any length'),
    to: language('Into', 'A language tag such as de or pt-BR, or a name'),
    from: language('From', 'Found out when empty').optional(),
    formality: z.enum(['formal', 'informal']).optional().meta({ title: 'How the reader is addressed' }),
    glossary: z
      .array(z.strictObject({ term: word.meta({ title: 'Word' }), translation: word.meta({ title: 'Translation' }) }))
      .max(500)
      .optional()
      .meta({ title: 'Glossary', description: 'How these words are translated', widget: 'value' }),
    ...modelOptions,
  }),
  output: z.object({ text: z.string() }),
});
