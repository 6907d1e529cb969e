import { createHash } from 'node:crypto';
import type { KnowledgeDocument } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Where a source has a document, in the words of that source. */
export type Remote = { url: string } | { key: string } | { fileId: string; mimeType: string } | { path: string };

/**
 * A document of a knowledge base. The row is the truth: passages of the index count while their revision is the one that stands here, so
 * that what is written there twice, or left over, is never found.
 */
export const knowledgeDocumentColumns = {
  id: column.id(),
  companyId: column.id(),
  baseId: column.id(),
  /** null: uploaded. */
  sourceId: column.id().nullable(),
  /** Digest of the source and of its own name for the document: asked for again, it is the same document. */
  place: column.hash(),
  name: column.text(300),
  url: column.text(2000).nullable(),
  remote: column.json<Remote>().nullable(),
  /** What the source says changes with the content (ETag, MD5, time). */
  remoteVersion: column.text(300).nullable(),
  contentType: column.text(150),
  bytes: column.int(),
  contentHash: column.hash().nullable(),
  blobKey: column.text(700).nullable(),
  status: column.key<KnowledgeDocument['status']>(16),
  duplicateOf: column.id().nullable(),
  progress: column.json<NonNullable<KnowledgeDocument['progress']>>().nullable(),
  error: column.json<NonNullable<KnowledgeDocument['error']>>().nullable(),
  trusted: column.bool(),
  /** Counts how often it was read; a run of an earlier number does nothing more. */
  ingestion: column.int(),
  /** Revision of its passages in the index that answers. */
  rev: column.key(40).nullable(),
  /** Revision of its passages in the index that is being built, once they are there. */
  builtRev: column.key(40).nullable(),
  /** Of what else decides how it is parted: read with the same, the same content need not be read again. */
  readAs: column.hash().nullable(),
  passages: column.int(),
  pages: column.int().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
  indexedAt: column.millis().nullable(),
};
export type KnowledgeDocumentRow = RowOf<typeof knowledgeDocumentColumns>;
export const knowledgeDocumentEntity = defineEntity('knowledge_documents', knowledgeDocumentColumns, {
  audit: {
    noun: 'knowledge-document',
    label: 'name',
    quiet: [
      'place',
      'contentHash',
      'remote',
      'remoteVersion',
      'bytes',
      'blobKey',
      'status',
      'duplicateOf',
      'progress',
      'error',
      'ingestion',
      'rev',
      'builtRev',
      'readAs',
      'passages',
      'pages',
      'updatedAt',
      'indexedAt',
    ],
  },
});

/** The same document of the same source, whenever it comes. */
export const placeOf = (sourceId: string | null, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([sourceId, key]))
    .digest('base64url');

const iso = (ms: number) => new Date(ms).toISOString();

export const knowledgeDocumentView = (row: KnowledgeDocumentRow): KnowledgeDocument => ({
  id: row.id,
  name: row.name,
  sourceId: row.sourceId,
  url: row.url,
  contentType: row.contentType,
  bytes: row.bytes,
  status: row.status,
  duplicateOf: row.duplicateOf,
  progress: row.status === 'running' ? row.progress : null,
  error: row.error,
  searchable: row.rev !== null,
  trusted: row.trusted,
  passages: row.passages,
  pages: row.pages,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
  indexedAt: row.indexedAt === null ? null : iso(row.indexedAt),
});
