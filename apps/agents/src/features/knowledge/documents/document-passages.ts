import { Injectable } from '@nestjs/common';
import type { Caller, knowledgePassage, Page, PageQuery } from '#libs/contracts';
import { Database, decodeCursor, encodeCursor, TenantRepository } from '#libs/platform/database';
import type { z } from 'zod';
import { knowledgeBaseEntity, type KnowledgeBaseRow } from '../bases/knowledge-base.entity.js';
import { PassageReader } from '../index/passage-reader.js';
import { KnowledgeDocumentsService } from './knowledge-documents.service.js';

const order = 'passages';

/** What was read of a document: where citations lead. */
@Injectable()
export class DocumentPassages {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;

  constructor(
    db: Database,
    private readonly documents: KnowledgeDocumentsService,
    private readonly reader: PassageReader,
  ) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND, KNOWLEDGE_DOCUMENT_NOT_FOUND */
  async list(
    caller: Caller,
    ids: { baseId: string; documentId: string },
    { limit, cursor, from = 0 }: PageQuery & { from?: number | undefined },
  ): Promise<Page<z.infer<typeof knowledgePassage>>> {
    const { companyId } = caller;
    const row = await this.documents.require(caller, ids.baseId, ids.documentId);
    const base = await this.bases.get(companyId, ids.baseId);
    if (row.rev === null || !base) return { items: [], nextCursor: null };
    const start = cursor === undefined ? from : Number(decodeCursor(order, cursor, 1)[0]);
    const place = { companyId, baseId: base.id, index: base.active };
    const found = await this.reader.of(place, { document: row.id, rev: row.rev }, { from: start, limit });
    const end = start + limit;
    return {
      items: found.map(({ n, text, heading, page }) => ({
        n,
        text,
        heading: heading === '' ? null : heading,
        page: page < 0 ? null : page,
      })),
      nextCursor: end < row.passages ? encodeCursor(order, [end]) : null,
    };
  }
}
