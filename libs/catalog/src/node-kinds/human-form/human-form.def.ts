import { z } from 'zod';
import { assignees, defineKind, duration } from '../../kit.js';
import { jsonSchema } from '../../kit/fields.js';

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
  config: z.strictObject({
    title: z.string().min(1).max(300).meta({ title: 'Title' }),
    body: z.string().max(20_000).optional().meta({ title: 'Explanation', widget: 'textarea' }),
    schema: jsonSchema('Fields', 'JSON Schema of an object; each property becomes a field').refine(
      (schema) => schema.type === 'object',
      'expected a schema of type object',
    ),
    assignees: assignees().meta({ title: 'Who may answer' }),
    deadline: duration().default('P30D').meta({ title: 'Answer within', description: 'Then the way is `expired`' }),
  }),
  output: z.record(z.string(), z.unknown()).meta({ description: 'The values' }),
});
