import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, knowledgeFileBytes } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { Database, TenantRepository } from '#libs/platform/database';
import { knowledgeBaseEntity, type KnowledgeBaseRow } from '../bases/knowledge-base.entity.js';
import { DocumentCommits, type Indexed } from '../documents/document-commits.js';
import { knowledgeDocumentEntity, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import { revisionOf, type IndexPlace, type PassageRow } from '../index/index-spec.js';
import { PassageWriter } from '../index/passage-writer.js';
import type { ReadDocument } from '../reading/blocks.js';
import { contentTypeOf, documentTypeOf } from '../reading/document-type.js';
import { passagesOf } from '../reading/passages.js';
import { readDocument } from '../reading/read-document.js';
import { tooLarge } from '../reading/unreadable.js';
import { SourceReaders } from '../sources/source-readers.js';
import { DocumentProgress } from './document-progress.js';
import { Embedder, hashOf } from './embedder.js';
import type { ChainState } from './chain-decider.js';
import type { DocumentWork } from './knowledge-runs.js';
import { WeightedGate } from './weighted-gate.js';

const megabyte = 1024 * 1024;
/** Bytes of documents that one process has in hand at a time; each counts as at least two megabytes. */
const gateBytes = 64 * megabyte;
const mostPassages = 20_000;

interface Content {
  bytes: Uint8Array;
  name: string;
  contentType: string;
  blobKey: string;
}

/** Reads one document into the indexes of its base. Everything before the commit may happen again; nothing before it can be found. */
@Injectable()
export class Ingestion {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;
  private readonly gate = new WeightedGate(gateBytes);

  constructor(
    private readonly db: Database,
    private readonly blobs: Blobs,
    private readonly commits: DocumentCommits,
    private readonly writer: PassageWriter,
    private readonly embedder: Embedder,
    private readonly sources: SourceReaders,
  ) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async index(context: StepContext<ChainState>): Promise<StepOutcome> {
    const work = context.input as DocumentWork;
    const row = await this.documents.get(context.companyId, work.documentId);
    const base = row && (await this.bases.get(context.companyId, row.baseId));
    // It was deleted, or is read anew already.
    if (!base || row.ingestion !== work.ingestion) return nothing;
    const weight = Math.max(2 * megabyte, row.bytes);
    return this.gate.through(weight, () => this.read(row, base, context));
  }

  private async read(
    row: KnowledgeDocumentRow,
    base: KnowledgeBaseRow,
    context: StepContext<ChainState>,
  ): Promise<StepOutcome> {
    const { companyId, signal } = context;
    const progress = new DocumentProgress(this.db, { documentId: row.id, ingestion: row.ingestion });
    await this.documents.update(companyId, { id: row.id, ingestion: row.ingestion }, { status: 'running' });
    progress.tell('fetching');
    const content = await this.contentOf(row, signal).catch((error: unknown) => {
      if (row.sourceId !== null && AppError.is(error, 'KNOWLEDGE_DOCUMENT_NOT_FOUND')) return undefined;
      throw error;
    });
    // The source has it no more.
    if (!content) return { ...nothing, write: (tx) => this.commits.gone(tx, row) };
    const { bytes } = content;
    const contentHash = createHash('sha256').update(bytes).digest('base64url');
    const type = documentTypeOf(content.name, content.contentType, bytes);
    const facts = {
      ...{ documentId: row.id, baseId: base.id, ingestion: row.ingestion, contentHash, blobKey: content.blobKey },
      ...{ contentType: contentTypeOf(type), bytes: bytes.byteLength, remoteVersion: row.remoteVersion },
    };
    const readAs = readAsOf(row, base);
    if (row.rev !== null && row.contentHash === contentHash && row.readAs === readAs)
      return { ...nothing, write: (tx) => this.commits.unchanged(tx, companyId, facts) };
    const twin = await this.commits.twin(this.db, base.id, facts);
    if (twin !== undefined) return { ...nothing, write: (tx) => this.commits.duplicate(tx, companyId, facts, twin) };
    progress.tell('reading');
    const read = await readDocument({ type, bytes, charset: charsetOf(content.contentType) });
    const rev = revisionOf(row.ingestion);
    const rows = rowsOf(row, read, { rev, type: facts.contentType, chunkChars: base.settings.chunkChars });
    const written: string[] = [];
    for (const index of [base.active, ...(base.building ? [base.building] : [])]) {
      await this.write({ companyId, baseId: base.id, index }, rows, progress, context);
      written.push(index.id);
    }
    const done: Indexed = { ...facts, readAs, rev, written, passages: rows.length, pages: read.pages };
    return {
      kind: 'succeeded',
      output: { passages: rows.length },
      write: (tx) => this.commits.indexed(tx, companyId, done),
    };
  }

  private async write(
    place: IndexPlace,
    rows: readonly PassageRow[],
    progress: DocumentProgress,
    { key, signal }: StepContext<ChainState>,
  ): Promise<void> {
    progress.tell('embedding', 0, rows.length);
    const wanted = rows.map((row) => ({ hash: row.hash, text: embeddedText(row) }));
    const told = (done: number) => progress.tell('embedding', done, rows.length);
    const vectors = await this.embedder.vectors(place, wanted, { key, signal, told });
    progress.tell('indexing', 0, rows.length);
    await this.writer.add(place, withVectors(place, rows, vectors));
  }

  /** What was uploaded lies in the blob store; what a source has is fetched, and kept as it came. */
  private async contentOf(row: KnowledgeDocumentRow, signal: AbortSignal): Promise<Content> {
    const { companyId, name, contentType } = row;
    if (row.remote === null) {
      const blobKey = row.blobKey!;
      return { bytes: await this.blobs.read(blobKey), name, contentType, blobKey };
    }
    const fetched = await this.sources.fetch(row, signal);
    if (fetched.bytes.byteLength > knowledgeFileBytes)
      throw tooLarge(`${fetched.bytes.byteLength} bytes`, String(knowledgeFileBytes), 'document.bytes');
    const blobKey = `${companyId}/knowledge/${row.baseId}/${row.id}.${row.ingestion}`;
    await this.blobs.put(blobKey, fetched.bytes, { contentType: 'application/octet-stream' });
    return { ...fetched, name: fetched.name ?? name, blobKey };
  }
}

const nothing: StepOutcome = { kind: 'succeeded', output: { passages: 0 } };

/** Goes up when documents are read or parted in another way. */
const readerVersion = 1;
const readAsOf = ({ name }: KnowledgeDocumentRow, { settings }: KnowledgeBaseRow): string =>
  hashOf(JSON.stringify([readerVersion, name, settings.chunkChars]));

const charsetOf = (contentType: string): string | undefined => /charset="?([\w-]+)/i.exec(contentType)?.[1];

/** A vector knows under which title and headings its passage stands. */
export const embeddedText = ({ title, text }: Pick<PassageRow, 'title' | 'text'>): string => `${title}\n\n${text}`;

export const withVectors = (
  { index }: IndexPlace,
  rows: readonly PassageRow[],
  vectors: ReadonlyMap<string, number[]>,
): PassageRow[] => rows.map((row) => (index.model === null ? row : { ...row, vector: vectors.get(row.hash) ?? null }));

function rowsOf(
  row: KnowledgeDocumentRow,
  read: ReadDocument,
  { rev, type, chunkChars }: { rev: string; type: string; chunkChars: number },
): PassageRow[] {
  const passages = passagesOf(read, chunkChars);
  if (passages.length > mostPassages)
    throw tooLarge(`${passages.length} passages`, String(mostPassages), 'document.passages');
  return passages.map(({ text, headings, page }, n) => {
    const names = [row.name.replace(/\.[a-z0-9]{1,6}$/i, ''), read.title, ...headings];
    const title = [...new Set(names.filter((each) => each !== ''))].join(' › ');
    return {
      ...{ document: row.id, rev, n, source: row.sourceId ?? 'upload', type, title, text },
      heading: headings.join(' › '),
      page: page ?? -1,
      hash: hashOf(embeddedText({ title, text })),
    };
  });
}
