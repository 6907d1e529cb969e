import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type KnowledgeDocument } from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import { ingestLater } from '../ingestion/knowledge-runs.js';
import { DocumentCommits } from './document-commits.js';
import {
  knowledgeDocumentEntity,
  knowledgeDocumentView,
  placeOf,
  type KnowledgeDocumentRow,
  type Remote,
} from './knowledge-document.entity.js';
import type { UploadedFile } from './uploads.js';

/** A document that somebody brings, or that a source has. */
export interface Arrived {
  sourceId?: string;
  /** Names it within its source. */
  key: string;
  name: string;
  url?: string | null;
  contentType?: string;
  bytes?: number;
  trusted: boolean;
  file?: UploadedFile;
  remote?: Remote;
  /** As the source tells it; null: it does not tell. */
  version?: string | null;
}

/** Takes documents in: one that is there already is read anew, and answers as before until that is done. */
@Injectable()
export class DocumentIntake {
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly blobs: Blobs,
    private readonly commits: DocumentCommits,
  ) {
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async take(companyId: string, baseId: string, arrived: Arrived): Promise<KnowledgeDocument> {
    const place = placeOf(arrived.sourceId ?? null, arrived.key);
    try {
      return await this.takeOnce(companyId, baseId, place, arrived);
    } catch (error) {
      // Somebody brought the same a moment before.
      if (!isDuplicateKey(error)) throw error;
      return this.takeOnce(companyId, baseId, place, arrived);
    }
  }

  private async takeOnce(
    companyId: string,
    baseId: string,
    place: string,
    arrived: Arrived,
  ): Promise<KnowledgeDocument> {
    const known = await this.documents.findOne(companyId, { baseId, place });
    const id = known?.id ?? newId('knowledgeDocument');
    const ingestion = (known?.ingestion ?? 0) + 1;
    const blobKey = await this.store(companyId, baseId, `${id}.${ingestion}u`, arrived.file);
    return this.db.transaction(async (tx) => {
      if (known) await this.again(tx, known, arrived, blobKey);
      else await this.first(tx, { companyId, baseId, id, place }, arrived, blobKey);
      return knowledgeDocumentView((await this.documents.in(tx).get(companyId, id))!);
    });
  }

  private async store(
    companyId: string,
    baseId: string,
    name: string,
    file: UploadedFile | undefined,
  ): Promise<string | null> {
    if (!file) return null;
    const key = `${companyId}/knowledge/${baseId}/${name}`;
    await this.blobs.put(key, file.bytes, { contentType: 'application/octet-stream' });
    return key;
  }

  private async first(
    tx: Tx,
    { companyId, baseId, id, place }: Pick<KnowledgeDocumentRow, 'companyId' | 'baseId' | 'id' | 'place'>,
    arrived: Arrived,
    blobKey: string | null,
  ): Promise<void> {
    const now = this.durable.now();
    const { sourceId = null, name, url = null, remote = null, trusted, file } = arrived;
    await this.documents.in(tx).insert(companyId, {
      ...{ id, baseId, sourceId, place, name, url, remote, trusted, blobKey },
      remoteVersion: arrived.version ?? null,
      contentType: file?.contentType ?? arrived.contentType ?? '',
      bytes: file?.bytes.byteLength ?? arrived.bytes ?? 0,
      contentHash: file ? hashOf(file.bytes) : null,
      status: 'queued',
      duplicateOf: null,
      progress: null,
      error: null,
      ingestion: 1,
      rev: null,
      builtRev: null,
      readAs: null,
      passages: 0,
      pages: null,
      createdAt: now,
      updatedAt: now,
      indexedAt: null,
    });
    await ingestLater(this.durable, tx as SqlTransaction, companyId, { documentId: id, ingestion: 1 });
  }

  private async again(tx: Tx, known: KnowledgeDocumentRow, arrived: Arrived, blobKey: string | null): Promise<void> {
    const { companyId, id } = known;
    const { name, url = known.url, remote = known.remote, trusted, file } = arrived;
    await this.documents.in(tx).update(
      companyId,
      { id },
      {
        ...{ name, url, remote, trusted, remoteVersion: arrived.version ?? null },
        ...(file && blobKey !== null ? { blobKey, contentType: file.contentType, bytes: file.bytes.byteLength } : {}),
      },
    );
    await this.commits.again(tx as SqlTransaction, companyId, id);
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');
