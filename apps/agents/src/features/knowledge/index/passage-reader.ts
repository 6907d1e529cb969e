import { Injectable } from '@nestjs/common';
import { type IndexPlace, type PassageRow } from './index-spec.js';
import { lance } from './lance.js';
import { PassageTables } from './passage-tables.js';

export type FoundPassage = Omit<PassageRow, 'vector' | 'hash'>;
export interface PassageFilter {
  documents?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  contentTypes?: readonly string[] | undefined;
}

const shown = ['document', 'rev', 'n', 'source', 'type', 'title', 'heading', 'page', 'text'];
/** A word in the title or a heading counts as much as one in the text, beside it. */
const titleBoost = 1;

/** Reads passages, in the order of how well they fit. */
@Injectable()
export class PassageReader {
  constructor(private readonly tables: PassageTables) {}

  /** By words (BM25 over stems). */
  async byWords(place: IndexPlace, query: string, filter: PassageFilter, limit: number): Promise<FoundPassage[]> {
    const table = await this.tables.find(place);
    if (!table) return [];
    const { BooleanQuery, MatchQuery, Occur } = await lance();
    const either = new BooleanQuery([
      [Occur.Should, new MatchQuery(query, 'text')],
      [Occur.Should, new MatchQuery(query, 'title', { boost: titleBoost })],
    ]);
    const search = table
      .query()
      .fullTextSearch(either)
      .select([...shown, '_score'])
      .limit(limit);
    const condition = conditionOf(filter);
    if (condition !== undefined) search.where(condition);
    const found = (await search.toArray()) as Scored[];
    return read(ranked(found, ({ _score = 0 }) => -_score));
  }

  /** By meaning (cosine distance). */
  async byMeaning(place: IndexPlace, vector: number[], filter: PassageFilter, limit: number): Promise<FoundPassage[]> {
    const table = await this.tables.find(place);
    if (!table) return [];
    const search = table
      .query()
      .nearestTo(vector)
      .distanceType('cosine')
      .select([...shown, '_distance'])
      .limit(limit);
    const condition = conditionOf(filter);
    if (condition !== undefined) search.where(condition);
    return read(ranked((await search.toArray()) as Scored[], ({ _distance = 0 }) => _distance));
  }

  /** Passages of one document in their order. */
  async of(
    place: IndexPlace,
    { document, rev }: { document: string; rev: string },
    { from = 0, limit }: { from?: number; limit: number },
  ): Promise<FoundPassage[]> {
    const table = await this.tables.find(place);
    if (!table) return [];
    const rows = await table
      .query()
      .where(`document = '${document}' AND rev = '${rev}' AND n >= ${from} AND n < ${from + limit}`)
      .select(shown)
      .toArray();
    return read(rows).sort((one, other) => one.n - other.n);
  }

  /** Vectors that are known already, by the hash of what they are made of. */
  async vectors(place: IndexPlace, hashes: readonly string[]): Promise<Map<string, number[]>> {
    const known = new Map<string, number[]>();
    const table = place.index.model === null ? undefined : await this.tables.find(place);
    if (!table) return known;
    for (let at = 0; at < hashes.length; at += 500) {
      const rows = (await table
        .query()
        .where(
          `hash IN (${hashes
            .slice(at, at + 500)
            .map(quoted)
            .join(', ')})`,
        )
        .select(['hash', 'vector'])
        .toArray()) as { hash: string; vector: Iterable<number> | null }[];
      for (const { hash, vector } of rows) if (vector) known.set(hash, Array.from(vector));
    }
    return known;
  }
}

interface Scored extends FoundPassage {
  _score?: number;
  _distance?: number;
}

/** What fits equally well has an order all the same, or the same question would have two answers. */
const ranked = (rows: Scored[], distanceOf: (row: Scored) => number): Scored[] =>
  rows.sort(
    (one, other) => distanceOf(one) - distanceOf(other) || compared(one.document, other.document) || one.n - other.n,
  );
const compared = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const oneOf = (column: string, values: readonly string[] | undefined): string[] =>
  values === undefined ? [] : [values.length === 0 ? 'false' : `${column} IN (${values.map(quoted).join(', ')})`];

function conditionOf({ documents, sources, contentTypes }: PassageFilter): string | undefined {
  const parts = [...oneOf('document', documents), ...oneOf('source', sources), ...oneOf('type', contentTypes)];
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

const read = (rows: unknown[]): FoundPassage[] =>
  (rows as FoundPassage[]).map(({ document, rev, n, source, type, title, heading, page, text }) => ({
    ...{ document, rev, n, source, type, title, heading, page, text },
  }));
