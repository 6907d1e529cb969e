import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { askingFields, checkAsking } from '../../kit/asking.js';
import { jsonSchema, schemaIn } from '../../kit/fields.js';
import { checkFormSchema } from '../../kit/form-schema.js';

export const humanForm = defineKind({
  id: 'human.form',
  version: 1,
  title: 'Form',
  description: 'Asks a person to fill in a form, and waits for it',
  icon: 'clipboard-list',
  effect: 'idempotent',
  ports: ['submitted', 'expired'],
  needs: ['people'],
  yieldsPlace: true,
  config: z
    .strictObject({
      title: z.string().min(1).max(300).meta({ title: 'Title' }),
      body: z.string().max(20_000).optional().meta({ title: 'Explanation', widget: 'textarea' }),
      schema: jsonSchema('Fields', 'JSON Schema of an object; each property becomes a field').superRefine(
        checkFormSchema,
      ),
      ...askingFields,
    })
    .superRefine(checkAsking),
  output: z.record(z.string(), z.unknown()).meta({ description: 'The values' }),
  outputSchema: ({ schema }) => schemaIn(schema),
});
