import { z } from 'zod';
import { defineKind, type ToolDef } from '../../kit.js';
import { tools } from '../../tools/defs.js';
import '../../kit/form-hints.js';

const builtIn: Readonly<Record<string, ToolDef>> = tools;

export const toolCall = defineKind({
  id: 'tool.call',
  version: 1,
  title: 'Call a tool',
  description: 'Runs one tool with given input',
  icon: 'wrench',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['tools'],
  // What a company's own tool gives is not known here, nor which tool an expression will name.
  outside: ({ tool }) => builtIn[String(tool)]?.outside ?? true,
  config: z.strictObject({
    tool: z.string().min(1).max(100).meta({ title: 'Tool', description: 'Name or id', widget: 'tool' }),
    input: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ title: 'Input', description: "As the tool's schema says", widget: 'pairs' }),
  }),
  output: z.unknown().meta({ description: "The tool's output" }),
});
