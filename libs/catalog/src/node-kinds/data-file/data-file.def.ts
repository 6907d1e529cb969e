import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const fileFormats = ['json', 'jsonl', 'csv', 'text', 'html'] as const;
export type FileFormat = (typeof fileFormats)[number];

export const dataFile = defineKind({
  id: 'data.file',
  version: 1,
  title: 'Make a file',
  description: 'Writes rows or a text into a file that people can download',
  icon: 'file-output',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['artifacts'],
  config: z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(200)
        .regex(/^[^\\/:*?"<>|\p{Cc}]+$/u, 'expected a file name without folders and without \\ / : * ? " < > |')
        .refine((name) => !/^\.+$/.test(name), 'expected a file name')
        .meta({ title: 'File name', widget: 'file-name', placeholder: 'report.csv' }),
      format: z.enum(fileFormats).meta({ title: 'Format' }),
      rows: z.array(z.unknown()).optional().meta({
        title: 'Rows',
        description: 'A list; its objects become lines, or rows of a table',
        widget: 'value',
        either: 'from',
      }),
      content: z.unknown().optional().meta({
        title: 'Content',
        description: 'Instead of rows: a text (text, html), or any value (json)',
        widget: 'textarea',
        either: 'from',
      }),
    })
    .refine(({ rows, content }) => (rows === undefined) !== (content === undefined), {
      error: 'expected either rows or content',
      path: ['rows'],
    }),
  output: z.object({ artifactId: z.string(), name: z.string(), bytes: z.number().int() }),
});
