import { Injectable } from '@nestjs/common';
import type { StepContext, StepOutcome } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { Database, TenantRepository } from '#libs/platform/database';
import { knowledgeBaseEntity, type KnowledgeBaseRow } from '../bases/knowledge-base.entity.js';
import { knowledgeDocumentEntity, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import type { IndexSpec } from '../index/index-spec.js';
import { PassageTables } from '../index/passage-tables.js';
import { PassageWriter } from '../index/passage-writer.js';
import type { ChainState } from './chain-decider.js';
import type { CleanWork, DocumentWork, ReindexWork } from './knowledge-runs.js';

const done: StepOutcome = { kind: 'succeeded', output: null };

/** Takes out what nobody can find any more. The rows of the database say what stays; doing it twice is doing it once. */
@Injectable()
export class Cleaning {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    db: Database,
    private readonly blobs: Blobs,
    private readonly tables: PassageTables,
    private readonly writer: PassageWriter,
  ) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  /** Earlier passages and contents of a document that was read anew, and all of one that is gone meanwhile. */
  async afterReading({ companyId, input }: StepContext<ChainState>): Promise<StepOutcome> {
    const { documentId, ingestion } = input as DocumentWork;
    const row = await this.documents.get(companyId, documentId);
    const base = row && (await this.bases.get(companyId, row.baseId));
    if (!base || row.ingestion !== ingestion) return done;
    await this.keep(companyId, base, row);
    const files = await this.blobs.list(`${companyId}/knowledge/${base.id}/${row.id}.`);
    // A file of a later reading is there before its row tells of it.
    for (const key of files.keys) if (key !== row.blobKey && readingOf(key) <= ingestion) await this.blobs.delete(key);
    return done;
  }

  async clean({ companyId, input, signal }: StepContext<ChainState>): Promise<StepOutcome> {
    const { baseId, documents = [], indexes = [], whole = false } = input as CleanWork;
    const base = await this.bases.get(companyId, baseId);
    for (const index of indexes) await this.drop(companyId, baseId, base, index);
    for (const { id, blobKey } of documents) {
      signal.throwIfAborted();
      if (base) for (const index of indexesOf(base)) await this.writer.remove({ companyId, baseId, index }, id);
      if (blobKey !== null) await this.blobs.delete(blobKey);
    }
    if (whole && !base) await this.empty(`${companyId}/knowledge/${baseId}/`, signal);
    return done;
  }

  /** Tables of an index that was built, or was to be, unless they are in use. */
  async afterIndexing({ companyId, input }: StepContext<ChainState>): Promise<StepOutcome> {
    const { baseId, index, previous } = input as ReindexWork;
    const base = await this.bases.get(companyId, baseId);
    for (const each of [index, previous]) await this.drop(companyId, baseId, base, each);
    return done;
  }

  private async keep(companyId: string, base: KnowledgeBaseRow, row: KnowledgeDocumentRow): Promise<void> {
    for (const index of indexesOf(base)) {
      const rev = index.id === base.active.id ? row.rev : row.builtRev;
      // What is being built may hold a copy that is not told of yet.
      if (rev === null && index.id !== base.active.id) continue;
      const bounds = { through: row.ingestion, ...(rev === null ? {} : { keep: rev }) };
      await this.writer.remove({ companyId, baseId: base.id, index }, row.id, bounds);
    }
  }

  private async drop(
    companyId: string,
    baseId: string,
    base: KnowledgeBaseRow | undefined,
    index: IndexSpec,
  ): Promise<void> {
    if (base && indexesOf(base).some(({ id }) => id === index.id)) return;
    await this.tables.drop({ companyId, baseId, index });
  }

  private async empty(prefix: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { keys, next } = await this.blobs.list(prefix);
      for (const key of keys) {
        signal.throwIfAborted();
        await this.blobs.delete(key);
      }
      if (next === null) return;
    }
  }
}

const indexesOf = ({ active, building }: KnowledgeBaseRow): IndexSpec[] => [active, ...(building ? [building] : [])];

/** The number of the reading in the name of a stored content: `…/<document>.<number>`, of an upload with `u` behind it. */
const readingOf = (key: string): number => Number.parseInt(key.slice(key.lastIndexOf('.') + 1), 10);
