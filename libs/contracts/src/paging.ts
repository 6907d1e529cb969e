import { z } from 'zod';

/** Query of every list: `?limit=50&cursor=…`. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'How many items at most' }),
  cursor: z.string().max(500).optional().meta({ description: '`nextCursor` of the page before' }),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** `{items, nextCursor}`; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** RFC 3339 UTC. */
export const timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });
/** Millionths of a US dollar. */
export const microDollars = z.number().int().meta({ description: 'Millionths of a US dollar' });
/** ISO 8601 duration such as `PT5M` or `P1D`. */
export const isoDuration = z.iso.duration().meta({ description: 'ISO 8601 duration, such as P1D' });
export const json: z.ZodType<unknown> = z.unknown().meta({ description: 'Any JSON value' });
