import { z } from 'zod';

const maxPages = z.number().int().min(1).max(1000).default(20).meta({
  title: 'Most pages',
  description: 'Where there are more, `complete` of the output is false',
});
const path = (title: string, description: string) =>
  z
    .string()
    .min(1)
    .max(300)
    .regex(/^[^.]+(\.[^.]+)*$/, 'expected a path such as data.next')
    .meta({ title, description });
const items = path(
  'Items',
  'Path of the list in each body, such as data.orders; empty when the body is the list',
).optional();
const parameter = (standard: string) =>
  z.string().min(1).max(200).default(standard).meta({ title: 'Parameter', description: 'Of the query' });

/** How the next page is found. */
export const pagination = z.discriminatedUnion('by', [
  z
    .strictObject({ by: z.literal('link'), items, maxPages })
    .meta({ title: 'Link header', description: 'RFC 8288, rel="next"' }),
  z
    .strictObject({
      by: z.literal('url'),
      next: path('Next', 'Path of the next address in the body, such as links.next'),
      items,
      maxPages,
    })
    .meta({ title: 'Address in the body' }),
  z
    .strictObject({
      by: z.literal('cursor'),
      cursor: path('Cursor', 'Path of the cursor in the body, such as meta.nextCursor; none or empty ends it'),
      parameter: parameter('cursor'),
      items,
      maxPages,
    })
    .meta({ title: 'Cursor in the body' }),
  z
    .strictObject({
      by: z.literal('page'),
      parameter: parameter('page'),
      first: z.number().int().min(0).max(1_000_000).default(1).meta({ title: 'First page' }),
      items,
      maxPages,
    })
    .meta({ title: 'Page number', description: 'Until a page is empty' }),
]);
export type Pagination = z.output<typeof pagination>;
