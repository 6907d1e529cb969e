import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type KnowledgeDocument, type Page, type PageQuery } from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { absent, contains, Database, TenantRepository, type Where } from '#libs/platform/database';
import { KnowledgeAccess } from '../bases/knowledge-access.js';
import { cleanLater } from '../ingestion/knowledge-runs.js';
import { DocumentCommits } from './document-commits.js';
import { DocumentIntake, type Arrived } from './document-intake.js';
import {
  knowledgeDocumentEntity,
  knowledgeDocumentView,
  type KnowledgeDocumentRow,
} from './knowledge-document.entity.js';
import { readUpload } from './uploads.js';

export interface DocumentFilter {
  search?: string | undefined;
  status?: KnowledgeDocument['status'] | undefined;
  source?: string | undefined;
}

@Injectable()
export class KnowledgeDocumentsService {
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly blobs: Blobs,
    private readonly access: KnowledgeAccess,
    private readonly commits: DocumentCommits,
    private readonly intake: DocumentIntake,
  ) {
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async list(
    caller: Caller,
    baseId: string,
    { search, status, source, ...page }: PageQuery & DocumentFilter,
  ): Promise<Page<KnowledgeDocument>> {
    await this.access.require(caller, baseId);
    const where: Where<KnowledgeDocumentRow> = {
      baseId,
      ...(search === undefined ? {} : { name: contains(search) }),
      ...(status === undefined ? {} : { status }),
      ...(source === undefined ? {} : { sourceId: source === 'upload' ? absent() : source }),
    };
    const found = await this.documents.page(caller.companyId, { ...page, where });
    return { items: found.items.map(knowledgeDocumentView), nextCursor: found.nextCursor };
  }

  /** A file of a name that is there already takes its place. @throws see `readUpload` */
  async add(caller: Caller, baseId: string, contentType: string, bytes: Uint8Array): Promise<KnowledgeDocument[]> {
    await this.access.require(caller, baseId);
    const upload = await readUpload(contentType, bytes);
    const arrived: Arrived[] =
      'page' in upload
        ? [
            {
              key: upload.page.url,
              name: upload.page.name ?? upload.page.url.slice(0, 300),
              url: upload.page.url,
              remote: { url: upload.page.url },
              trusted: false,
            },
          ]
        : upload.files.map((file) => ({ key: file.name, name: file.name, file, trusted: upload.trusted }));
    const added: KnowledgeDocument[] = [];
    for (const each of arrived) added.push(await this.intake.take(caller.companyId, baseId, each));
    return added;
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND, KNOWLEDGE_DOCUMENT_NOT_FOUND */
  async get(caller: Caller, baseId: string, id: string): Promise<KnowledgeDocument> {
    return knowledgeDocumentView(await this.require(caller, baseId, id));
  }

  async update(
    caller: Caller,
    baseId: string,
    id: string,
    changes: { name?: string | undefined; trusted?: boolean | undefined },
  ): Promise<KnowledgeDocument> {
    const row = await this.require(caller, baseId, id);
    const { name = row.name, trusted = row.trusted } = changes;
    await this.db.transaction(async (tx) => {
      await this.documents.in(tx).update(caller.companyId, { id }, { name, trusted, updatedAt: this.durable.now() });
      // Passages carry the name, to be found by it.
      if (name !== row.name && row.status !== 'duplicate')
        await this.commits.again(tx as SqlTransaction, caller.companyId, id);
    });
    return this.get(caller, baseId, id);
  }

  /** Reads it once more, from its source where it has one. */
  async retry(caller: Caller, baseId: string, id: string): Promise<KnowledgeDocument> {
    await this.require(caller, baseId, id);
    await this.db.transaction((tx) => this.commits.again(tx as SqlTransaction, caller.companyId, id));
    return this.get(caller, baseId, id);
  }

  /** From this commit on it is not found; what lies elsewhere goes after it. */
  async delete(caller: Caller, baseId: string, id: string): Promise<void> {
    const { companyId } = caller;
    const row = await this.require(caller, baseId, id);
    await this.db.transaction(async (tx) => {
      if ((await this.documents.in(tx).delete(companyId, { id })) === 0) return;
      await this.commits.release(tx as SqlTransaction, companyId, id, '');
      const documents = [{ id, blobKey: row.blobKey }];
      await cleanLater(this.durable, tx as SqlTransaction, companyId, { id: `${id}.gone`, baseId, documents });
    });
  }

  /** @throws BLOB_NOT_FOUND while nothing was fetched yet */
  async content(caller: Caller, baseId: string, id: string) {
    const row = await this.require(caller, baseId, id);
    if (row.blobKey === null) throw new AppError('BLOB_NOT_FOUND');
    const { size, stream } = await this.blobs.get(row.blobKey);
    return { name: row.name, contentType: row.contentType || 'application/octet-stream', bytes: size, content: stream };
  }

  async require(caller: Caller, baseId: string, id: string): Promise<KnowledgeDocumentRow> {
    await this.access.require(caller, baseId);
    const row = await this.documents.findOne(caller.companyId, { id, baseId });
    if (!row) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    return row;
  }
}
