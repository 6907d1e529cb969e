import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const toolCall = defineKind({
  id: 'tool.call',
  version: 1,
  title: 'Call a tool',
  description: 'Runs one tool with given input',
  icon: 'wrench',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['tools'],
  config: z.strictObject({
    tool: z.string().min(1).max(100).meta({ title: 'Tool', description: 'Name or id', widget: 'tool' }),
    input: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ title: 'Input', description: "As the tool's schema says", widget: 'pairs' }),
  }),
  output: z.unknown().meta({ description: "The tool's output" }),
});
