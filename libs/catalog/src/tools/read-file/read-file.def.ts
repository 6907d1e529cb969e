import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { fileName, textPart, textPartOutput } from '../fields.js';

export const readFileTool = defineTool({
  name: 'read_file',
  version: 1,
  title: 'Read a file',
  description:
    'Gives the text of a file of the company, by its name (the newest; those of this task first) or its id. Reads texts, HTML and PDF. Without name and id it lists the files of this task.',
  icon: 'file-text',
  effect: 'idempotent',
  risk: 'low',
  outside: true,
  needs: ['artifacts'],
  timeoutMs: 60_000,
  input: z
    .strictObject({
      name: fileName.optional().meta({ description: 'Name of the file' }),
      artifactId: z
        .string()
        .regex(/^art_[a-z0-9]{26}$/, 'expected an id such as art_01h455vb4pex5vsknk084sn02q')
        .optional()
        .meta({ description: 'Id of the file, as write_file and others give it' }),
      ...textPart,
    })
    .refine(({ name, artifactId }) => name === undefined || artifactId === undefined, {
      error: 'expected a name or an id, not both',
      path: ['artifactId'],
    }),
  output: z.object({
    file: z
      .object({ artifactId: z.string(), name: z.string(), contentType: z.string(), bytes: z.number().int() })
      .nullable(),
    ...textPartOutput,
    files: z
      .array(z.object({ artifactId: z.string(), name: z.string(), bytes: z.number().int() }))
      .optional()
      .meta({ description: 'When no file was named: those that there are' }),
  }),
});
