import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

const values = z.record(z.string().min(1).max(200), z.unknown());

export const dataSet = defineKind({
  id: 'data.set',
  version: 1,
  title: 'Set values',
  description: 'Gives names to values that later steps use',
  icon: 'variable',
  effect: 'pure',
  ports: ['next'],
  config: z.strictObject({
    values: values.meta({ title: 'Values', description: 'Name and value', widget: 'pairs' }),
  }),
  output: values.meta({ description: 'The values by name' }),
  outputSchema: ({ values: given }, known) => known.of(given),
});
