import { Injectable } from '@nestjs/common';
import { AppError, type SourceConfig, type SourceKind } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import type { KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import { DriveReader } from './drive-reader.js';
import { FolderReader } from './folder-reader.js';
import { knowledgeSourceEntity, type KnowledgeSourceRow } from './knowledge-source.entity.js';
import { S3Reader } from './s3-reader.js';
import type { Fetched, Listed, Reach, SourceReader } from './source.port.js';
import { WebReader } from './web-reader.js';

/** Every sort of source, by its name. */
@Injectable()
export class SourceReaders {
  private readonly sources: TenantRepository<KnowledgeSourceRow>;
  private readonly readers: { [K in SourceKind]: SourceReader<K> };

  constructor(
    db: Database,
    private readonly web: WebReader,
    drive: DriveReader,
    s3: S3Reader,
    folder: FolderReader,
  ) {
    this.sources = new TenantRepository(db, knowledgeSourceEntity);
    this.readers = { page: web.page, sitemap: web.sitemap, drive, s3, folder };
  }

  list(config: SourceConfig, reach: Reach): AsyncIterable<Listed> {
    return this.of(config).list(config, reach);
  }

  /** A document as its source has it now; one that was added by its address alone is asked for there. */
  async fetch(row: KnowledgeDocumentRow, signal: AbortSignal): Promise<Fetched> {
    const { companyId, remote, sourceId } = row;
    if (remote === null) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    const reach = { companyId, signal };
    if (sourceId === null) return this.web.fetch({}, remote, reach);
    const source = await this.sources.get(companyId, sourceId);
    if (!source) throw new AppError('KNOWLEDGE_SOURCE_NOT_FOUND');
    return this.of(source.config).fetch(source.config, remote, reach);
  }

  private of<K extends SourceKind>({ kind }: { kind: K }): SourceReader<K> {
    return this.readers[kind] as SourceReader<K>;
  }
}
