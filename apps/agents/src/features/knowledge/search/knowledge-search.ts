import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type KnowledgeHit } from '#libs/contracts';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { KnowledgeAccess } from '../bases/knowledge-access.js';
import { knowledgeBaseEntity, type KnowledgeBaseRow } from '../bases/knowledge-base.entity.js';
import { knowledgeDocumentEntity, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import type { IndexPlace } from '../index/index-spec.js';
import { PassageReader, type FoundPassage, type PassageFilter } from '../index/passage-reader.js';
import { Embedder } from '../ingestion/embedder.js';
import { fuse, type Fused } from './fuse.js';
import { Reranker } from './reranker.js';

export interface Search {
  query: string;
  limit: number;
  filters?: PassageFilter | undefined;
  mode?: 'hybrid' | 'lexical' | 'vector' | undefined;
  rerank?: boolean | undefined;
  signal?: AbortSignal | undefined;
}
export interface SearchResult {
  items: KnowledgeHit[];
  mode: 'hybrid' | 'lexical' | 'vector';
  reranked: boolean;
  warnings: string[];
}

/** Passages that each index is asked for, at least. */
const candidates = 60;
const lists = ['lexical', 'vector'] as const;

/** Finds passages. What the index gives counts only as far as the rows of the documents say so. */
@Injectable()
export class KnowledgeSearch {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    db: Database,
    private readonly access: KnowledgeAccess,
    private readonly reader: PassageReader,
    private readonly embedder: Embedder,
    private readonly reranker: Reranker,
  ) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND */
  async inBase(caller: Caller, baseId: string, search: Search): Promise<SearchResult> {
    return this.find(caller, await this.access.require(caller, baseId), search);
  }

  /** In several bases, by id or name; their lists are joined. @throws KNOWLEDGE_BASE_NOT_FOUND */
  async inBases(caller: Caller, names: readonly string[], search: Search): Promise<SearchResult> {
    const rows = await Promise.all(names.map((name) => this.access.resolve(caller, name)));
    const distinct = [...new Map(rows.map((row) => [row.id, row])).values()];
    const results = await Promise.all(distinct.map((base) => this.find(caller, base, search)));
    if (results.length === 1) return results[0]!;
    const joined = fuse(
      results.map(({ items }) => items),
      ({ document, passage }) => `${document.id}.${passage}`,
    );
    return {
      items: joined.slice(0, search.limit).map(({ item, score }) => ({ ...item, score })),
      mode: results[0]?.mode ?? 'lexical',
      reranked: results.some(({ reranked }) => reranked),
      warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
    };
  }

  private async find(caller: Caller, base: KnowledgeBaseRow, search: Search): Promise<SearchResult> {
    try {
      return await this.once(caller, base, search);
    } catch (error) {
      // Another index took over meanwhile, and the one that was asked is gone.
      const now = await this.bases.get(base.companyId, base.id);
      if (AppError.is(error) || !now || now.active.id === base.active.id) throw error;
      return this.once(caller, now, search);
    }
  }

  private async once(caller: Caller, base: KnowledgeBaseRow, search: Search): Promise<SearchResult> {
    const { query, limit, filters = {}, signal } = search;
    const place: IndexPlace = { companyId: base.companyId, baseId: base.id, index: base.active };
    const warnings: string[] = [];
    const vector = search.mode === 'lexical' ? undefined : await this.vectorOf(place, search, warnings);
    const wanted = Math.max(candidates, limit * 3);
    const isLexical = vector === undefined || search.mode !== 'vector';
    const [byWords, byMeaning] = await Promise.all([
      isLexical ? this.reader.byWords(place, query, filters, wanted) : [],
      vector ? this.reader.byMeaning(place, vector, filters, wanted) : [],
    ]);
    const valid = await this.valid(
      base,
      fuse([byWords, byMeaning], ({ document, rev, n }) => `${document}.${rev}.${n}`),
    );
    const isAsked = search.rerank === true && base.settings.rerankModel !== null;
    const ordered = isAsked ? await this.rerank(caller, base, search, valid, warnings) : valid;
    signal?.throwIfAborted();
    return {
      items: ordered.slice(0, limit),
      mode: vector === undefined ? 'lexical' : isLexical ? 'hybrid' : 'vector',
      reranked: isAsked && !warnings.includes('RERANK_FAILED'),
      warnings,
    };
  }

  /** Without its model a base finds by words, and says so. */
  private async vectorOf(
    place: IndexPlace,
    { query, signal }: Search,
    warnings: string[],
  ): Promise<number[] | undefined> {
    try {
      return await this.embedder.vectorOf(place, query, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!AppError.is(error)) throw error;
      warnings.push('VECTORS_UNAVAILABLE');
      return undefined;
    }
  }

  private async rerank(
    caller: Caller,
    { settings }: KnowledgeBaseRow,
    { query, signal }: Search,
    found: KnowledgeHit[],
    warnings: string[],
  ): Promise<KnowledgeHit[]> {
    try {
      const question = { caller, model: settings.rerankModel!, query, ...(signal ? { signal } : {}) };
      return await this.reranker.rerank(question, found);
    } catch (error) {
      signal?.throwIfAborted();
      if (!AppError.is(error)) throw error;
      warnings.push('RERANK_FAILED');
      return found;
    }
  }

  /** Only passages of the revision that the document's row names, of documents of this very base. */
  private async valid(base: KnowledgeBaseRow, found: readonly Fused<FoundPassage>[]): Promise<KnowledgeHit[]> {
    const ids = [...new Set(found.map(({ item }) => item.document))];
    if (ids.length === 0) return [];
    const where = { baseId: base.id, id: oneOf(ids) };
    const rows = await this.documents.find(base.companyId, { where });
    const known = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ item, score, lists: from }) => {
      const row = known.get(item.document);
      return row?.rev === item.rev ? [hitOf(base, row, item, { score, from })] : [];
    });
  }
}

const hitOf = (
  base: KnowledgeBaseRow,
  row: KnowledgeDocumentRow,
  { text, n, page, heading }: FoundPassage,
  { score, from }: { score: number; from: readonly number[] },
): KnowledgeHit => ({
  text,
  score,
  base: { id: base.id, name: base.name },
  document: { id: row.id, name: row.name, url: row.url },
  passage: n,
  page: page < 0 ? null : page,
  heading: heading === '' ? null : heading,
  marks: row.trusted ? [] : ['outside'],
  link: `/knowledge/${base.id}/documents/${row.id}?passage=${n}`,
  found: from.map((index) => lists[index]!),
});
