import { Injectable } from '@nestjs/common';
import { Durable, type SqlTransaction } from '#libs/durable';
import type { IndexSpec } from '../index/index-spec.js';
import { cleanLater, ingestLater } from '../ingestion/knowledge-runs.js';
import type { KnowledgeDocumentRow } from './knowledge-document.entity.js';

interface LockedBase {
  active: IndexSpec;
  building: IndexSpec | null;
}

export interface Indexed {
  documentId: string;
  baseId: string;
  ingestion: number;
  rev: string;
  /** Ids of the indexes that hold this revision. */
  written: readonly string[];
  contentHash: string;
  readAs: string;
  contentType: string;
  blobKey: string;
  bytes: number;
  passages: number;
  pages: number | null;
  remoteVersion: string | null;
}

/** The statements that make what was read count, always below the lock of the base: what answers, and from which index, changes in one commit. */
@Injectable()
export class DocumentCommits {
  constructor(private readonly durable: Durable) {}

  /** Undefined when it is gone. Until the commit nobody else changes what counts. */
  async lockBase(tx: SqlTransaction, companyId: string, baseId: string): Promise<LockedBase | undefined> {
    const [row] = await tx.query<{ active: string; building: string | null }>(
      `SELECT active, building FROM knowledge_bases WHERE id = ? AND company_id = ?${tx.sql.forUpdate}`,
      [baseId, companyId],
    );
    if (!row) return undefined;
    return {
      active: JSON.parse(row.active) as IndexSpec,
      building: row.building === null ? null : (JSON.parse(row.building) as IndexSpec),
    };
  }

  /** Another document of the base that answers for this content. */
  async twin(
    tx: Pick<SqlTransaction, 'query'>,
    baseId: string,
    { documentId, contentHash }: Pick<Indexed, 'documentId' | 'contentHash'>,
  ): Promise<string | undefined> {
    const [twin] = await tx.query<{ id: string }>(
      `SELECT id FROM knowledge_documents WHERE base_id = ? AND content_hash = ? AND status = 'indexed' AND id <> ? ORDER BY id LIMIT 1`,
      [baseId, contentHash, documentId],
    );
    return twin?.id;
  }

  /** From now on this revision answers, if the document still wants it. */
  async indexed(tx: SqlTransaction, companyId: string, done: Indexed): Promise<void> {
    const base = await this.lockBase(tx, companyId, done.baseId);
    if (!base || !(await this.isCurrent(tx, companyId, done))) return;
    if (!done.written.includes(base.active.id)) return this.again(tx, companyId, done.documentId);
    const twin = await this.twin(tx, done.baseId, done);
    if (twin !== undefined) return this.duplicate(tx, companyId, done, twin);
    const builtRev = base.building && done.written.includes(base.building.id) ? done.rev : null;
    const now = this.durable.now();
    await tx.run(
      `UPDATE knowledge_documents SET status = 'indexed', duplicate_of = NULL, progress = NULL, error = NULL, rev = ?, built_rev = ?,
       content_hash = ?, read_as = ?, content_type = ?, blob_key = ?, bytes = ?, passages = ?, pages = ?, remote_version = ?, indexed_at = ?, updated_at = ?
       WHERE id = ? AND company_id = ?`,
      [
        ...[
          done.rev,
          builtRev,
          done.contentHash,
          done.readAs,
          done.contentType,
          done.blobKey,
          done.bytes,
          done.passages,
          done.pages,
        ],
        ...[done.remoteVersion, now, now, done.documentId, companyId],
      ],
    );
    await this.release(tx, companyId, done.documentId, done.contentHash);
  }

  /** Another document answers for it. */
  async duplicate(
    tx: SqlTransaction,
    companyId: string,
    done: Omit<Indexed, 'rev' | 'written' | 'passages' | 'pages' | 'readAs'>,
    of: string,
  ): Promise<void> {
    if (!(await this.isCurrent(tx, companyId, done))) return;
    await tx.run(
      `UPDATE knowledge_documents SET status = 'duplicate', duplicate_of = ?, progress = NULL, error = NULL, rev = NULL, built_rev = NULL,
       content_hash = ?, content_type = ?, blob_key = ?, bytes = ?, passages = 0, pages = NULL, remote_version = ?, updated_at = ?
       WHERE id = ? AND company_id = ?`,
      [
        ...[of, done.contentHash, done.contentType, done.blobKey, done.bytes, done.remoteVersion, this.durable.now()],
        ...[done.documentId, companyId],
      ],
    );
    await this.release(tx, companyId, done.documentId, '');
  }

  /** It says what it said before: what answers goes on answering. */
  async unchanged(
    tx: SqlTransaction,
    companyId: string,
    done: Pick<Indexed, 'documentId' | 'ingestion' | 'blobKey' | 'remoteVersion'>,
  ): Promise<void> {
    if (!(await this.isCurrent(tx, companyId, done))) return;
    await tx.run(
      `UPDATE knowledge_documents SET status = 'indexed', progress = NULL, error = NULL, blob_key = ?, remote_version = ? WHERE id = ? AND company_id = ?`,
      [done.blobKey, done.remoteVersion, done.documentId, companyId],
    );
  }

  /** From this commit on it is not found; what lies elsewhere goes after it. */
  async gone(
    tx: SqlTransaction,
    {
      companyId,
      baseId,
      id,
      blobKey,
      ingestion,
    }: Pick<KnowledgeDocumentRow, 'companyId' | 'baseId' | 'id' | 'blobKey' | 'ingestion'>,
  ): Promise<void> {
    const { changes } = await tx.run(
      'DELETE FROM knowledge_documents WHERE id = ? AND company_id = ? AND ingestion = ?',
      [...[id, companyId, ingestion]],
    );
    if (changes === 0) return;
    await this.release(tx, companyId, id, '');
    await cleanLater(this.durable, tx, companyId, { id: `${id}.gone`, baseId, documents: [{ id, blobKey }] });
  }

  /** Documents for which this one answered are read themselves, now that it is gone or says something else. */
  async release(tx: SqlTransaction, companyId: string, documentId: string, contentHash: string): Promise<void> {
    const held = await tx.query<{ id: string }>(
      'SELECT id FROM knowledge_documents WHERE duplicate_of = ? AND company_id = ? AND content_hash <> ?',
      [documentId, companyId, contentHash],
    );
    for (const { id } of held) await this.again(tx, companyId, id);
  }

  /** Has a document read once more, in this commit. */
  async again(tx: SqlTransaction, companyId: string, documentId: string): Promise<void> {
    await tx.run(
      `UPDATE knowledge_documents SET status = 'queued', duplicate_of = NULL, progress = NULL, error = NULL, ingestion = ingestion + 1, updated_at = ?
       WHERE id = ? AND company_id = ?`,
      [this.durable.now(), documentId, companyId],
    );
    const [row] = await tx.query<{ ingestion: number }>('SELECT ingestion FROM knowledge_documents WHERE id = ?', [
      documentId,
    ]);
    if (row) await ingestLater(this.durable, tx, companyId, { documentId, ingestion: Number(row.ingestion) });
  }

  private async isCurrent(
    tx: SqlTransaction,
    companyId: string,
    { documentId, ingestion }: Pick<Indexed, 'documentId' | 'ingestion'>,
  ): Promise<boolean> {
    const [row] = await tx.query<{ ingestion: number }>(
      `SELECT ingestion FROM knowledge_documents WHERE id = ? AND company_id = ?${tx.sql.forUpdate}`,
      [documentId, companyId],
    );
    return row !== undefined && Number(row.ingestion) === ingestion;
  }
}
