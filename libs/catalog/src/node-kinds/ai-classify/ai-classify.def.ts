import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { modelOptions, modelText } from '../../kit/fields.js';

const name = z.string().min(1).max(100);
const label = z.union([
  name,
  z.strictObject({ label: name, description: z.string().max(1000).optional().meta({ description: 'When it fits' }) }),
]);
const example = z.strictObject({ text: z.string().min(1).max(10_000), label: name });

export const aiClassify = defineKind({
  id: 'ai.classify',
  version: 1,
  title: 'Classify',
  description: 'Chooses the label that fits a text',
  icon: 'tags',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['ai'],
  config: z.strictObject({
    text: modelText('Text', 'What is classified'),
    labels: z
      .array(label)
      .min(2)
      .max(100)
      .refine((labels) => new Set(labels.map(nameOf)).size === labels.length, 'expected different labels')
      .meta({ title: 'Labels', description: 'Each may say when it fits', widget: 'labels' }),
    multiple: z.boolean().optional().meta({ title: 'More than one may fit' }),
    examples: z.array(example).max(200).optional().meta({ title: 'Examples', description: 'Texts with their label' }),
    unsure: z
      .strictObject({
        below: z.number().gt(0).max(1).meta({ title: 'Confidence below' }),
        label: name.optional().meta({ title: 'Label', description: '`unsure` when empty' }),
      })
      .optional()
      .meta({ title: 'When it is unsure', description: 'Below this confidence the answer is this label' }),
    ...modelOptions,
  }),
  output: z.object({
    label: z.string(),
    labels: z.array(z.string()).optional().meta({ description: 'All that fit, with `multiple`' }),
    confidence: z.number().min(0).max(1).meta({ description: 'How likely the label is right' }),
    scores: z
      .array(z.object({ label: z.string(), confidence: z.number() }))
      .default([])
      .meta({ description: 'Each label that was found' }),
    unsure: z.boolean().default(false).meta({ description: 'The confidence lies below the one that is asked for' }),
  }),
});

function nameOf(entry: z.output<typeof label>): string {
  return typeof entry === 'string' ? entry : entry.label;
}
