import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type KnowledgeSource,
  type Page,
  type PageQuery,
  type SourceConfig,
} from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { Database, TenantRepository } from '#libs/platform/database';
import { ToolHttp } from '../../tools/capabilities/tool-http.js';
import { KnowledgeAccess } from '../bases/knowledge-access.js';
import { DocumentCommits } from '../documents/document-commits.js';
import { knowledgeDocumentEntity, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import { FolderReader } from './folder-reader.js';
import { knowledgeSourceEntity, knowledgeSourceView, type KnowledgeSourceRow } from './knowledge-source.entity.js';
import { SourceStarts } from './source-starts.js';

const mostDocuments = 20_000;
const minuteMs = 60_000;

export interface SourceWish {
  name: string;
  config: SourceConfig;
  everyMinutes: number | null;
  trusted: boolean;
}
type Changes = { [K in 'name' | 'everyMinutes' | 'trusted']?: SourceWish[K] | undefined };

@Injectable()
export class KnowledgeSourcesService {
  private readonly sources: TenantRepository<KnowledgeSourceRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly access: KnowledgeAccess,
    private readonly http: ToolHttp,
    private readonly folders: FolderReader,
    private readonly starts: SourceStarts,
    private readonly commits: DocumentCommits,
  ) {
    this.sources = new TenantRepository(db, knowledgeSourceEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async list(caller: Caller, baseId: string, page: PageQuery): Promise<Page<KnowledgeSource>> {
    await this.access.require(caller, baseId);
    const found = await this.sources.page(caller.companyId, { ...page, where: { baseId } });
    return { items: found.items.map(knowledgeSourceView), nextCursor: found.nextCursor };
  }

  /** @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT, KNOWLEDGE_SOURCE_UNFIT */
  async add(caller: Caller, baseId: string, wish: SourceWish): Promise<KnowledgeSource> {
    const { companyId } = caller;
    await this.access.require(caller, baseId);
    await this.check(companyId, wish.config);
    const now = this.durable.now();
    const row: KnowledgeSourceRow = {
      id: newId('knowledgeSource'),
      ...{ companyId, baseId, ...wish },
      status: 'waiting',
      lastSync: null,
      syncs: 0,
      nextSyncAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.db.transaction(async (tx) => {
      await this.sources.in(tx).insert(companyId, row);
      await this.starts.start(tx as SqlTransaction, companyId, row.id);
    });
    return this.view(companyId, row.id);
  }

  async update(caller: Caller, baseId: string, id: string, changes: Changes): Promise<KnowledgeSource> {
    const { companyId } = caller;
    const row = await this.require(caller, baseId, id);
    const { name = row.name, everyMinutes = row.everyMinutes, trusted = row.trusted } = changes;
    const now = this.durable.now();
    const nextSyncAt =
      everyMinutes === row.everyMinutes ? row.nextSyncAt : everyMinutes === null ? null : now + everyMinutes * minuteMs;
    await this.db.transaction(async (tx) => {
      await this.sources.in(tx).update(companyId, { id }, { name, everyMinutes, trusted, nextSyncAt, updatedAt: now });
      if (trusted !== row.trusted) await this.documents.in(tx).update(companyId, { sourceId: id }, { trusted });
    });
    return this.view(companyId, id);
  }

  /** @throws KNOWLEDGE_SOURCE_NOT_FOUND */
  async sync(caller: Caller, baseId: string, id: string): Promise<KnowledgeSource> {
    await this.require(caller, baseId, id);
    await this.db.transaction((tx) => this.starts.start(tx as SqlTransaction, caller.companyId, id));
    return this.view(caller.companyId, id);
  }

  /** Its documents go with it. */
  async delete(caller: Caller, baseId: string, id: string): Promise<void> {
    const { companyId } = caller;
    await this.require(caller, baseId, id);
    await this.db.transaction(async (tx) => {
      await this.sources.in(tx).delete(companyId, { id });
      const documents = await this.documents.in(tx).find(companyId, { where: { sourceId: id }, limit: mostDocuments });
      for (const row of documents) await this.commits.gone(tx as SqlTransaction, row);
    });
  }

  private async check(companyId: string, config: SourceConfig): Promise<void> {
    if ('credential' in config && config.credential !== undefined)
      await this.http.assertUsable(companyId, config.credential);
    if (config.kind === 'folder') await this.folders.folderOf(companyId, config.agent);
  }

  private async require(caller: Caller, baseId: string, id: string): Promise<KnowledgeSourceRow> {
    await this.access.require(caller, baseId);
    const row = await this.sources.findOne(caller.companyId, { id, baseId });
    if (!row) throw new AppError('KNOWLEDGE_SOURCE_NOT_FOUND');
    return row;
  }

  private async view(companyId: string, id: string): Promise<KnowledgeSource> {
    const row = await this.sources.get(companyId, id);
    if (!row) throw new AppError('KNOWLEDGE_SOURCE_NOT_FOUND');
    return knowledgeSourceView(row);
  }
}
