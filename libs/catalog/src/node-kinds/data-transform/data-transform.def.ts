import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { anyValue } from '../../kit/fields.js';

export const dataTransform = defineKind({
  id: 'data.transform',
  version: 1,
  title: 'Transform',
  description: 'Makes a new value out of earlier ones',
  icon: 'shuffle',
  effect: 'pure',
  ports: ['next'],
  config: z.strictObject({ value: anyValue('Value', 'An expression, or a structure that holds expressions') }),
  output: z.unknown().meta({ description: 'The value' }),
  outputSchema: ({ value }, known) => known.of(value),
});
