import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { webAddress } from '../fields.js';

export const fetchUrls = defineTool({
  name: 'fetch_urls',
  version: 1,
  title: 'Read several web pages',
  description:
    'Gives the readable text of up to ten web pages or PDFs at once. A page that cannot be read is told with its error; the others come all the same.',
  icon: 'library',
  effect: 'idempotent',
  risk: 'medium',
  outside: true,
  needs: ['http', 'settings'],
  timeoutMs: 180_000,
  input: z.strictObject({
    urls: z.array(webAddress('Address of a page')).min(1).max(10).meta({ description: 'Addresses of the pages' }),
    maxChars: z.number().int().min(100).max(50_000).default(8000).meta({ description: 'Characters of each at most' }),
  }),
  output: z.object({
    pages: z.array(
      z.object({
        url: z.string(),
        title: z.string().optional(),
        text: z.string().optional(),
        isCut: z.boolean().optional().meta({ description: 'There is more; fetch_page gives it' }),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  }),
});
