import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const flowCondition = defineKind({
  id: 'flow.condition',
  version: 1,
  title: 'Condition',
  description: 'Goes one of two ways',
  icon: 'git-fork',
  effect: 'pure',
  ports: ['true', 'false'],
  config: z.strictObject({
    if: z.boolean('expected true or false').meta({
      title: 'If',
      description: 'An expression that is true or false',
      widget: 'condition',
      placeholder: '{{ input.amount > 100 }}',
    }),
  }),
  output: z.object({ result: z.boolean() }),
});
