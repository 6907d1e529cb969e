import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { fileName } from '../fields.js';

export const writeFileTool = defineTool({
  name: 'write_file',
  version: 1,
  title: 'Write a file',
  description:
    'Keeps a text as a file of this task, which people can download and read_file reads. The same name again makes a newer file.',
  icon: 'file-pen',
  effect: 'idempotent',
  risk: 'low',
  needs: ['artifacts'],
  timeoutMs: 30_000,
  input: z.strictObject({
    name: fileName.meta({ description: 'Such as report.md; without folders' }),
    content: z.string().max(4_000_000).meta({ description: 'The text; or base64 of the bytes, when encoding says so' }),
    encoding: z.enum(['text', 'base64']).default('text').meta({ description: 'How content is written' }),
    contentType: z
      .string()
      .max(100)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'expected a media type such as text/csv')
      .optional()
      .meta({ description: 'Media type; by the name unless given' }),
  }),
  output: z.object({ artifactId: z.string(), name: z.string(), bytes: z.number().int() }),
});
