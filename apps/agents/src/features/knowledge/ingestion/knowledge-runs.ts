import type { Durable, SqlTransaction } from '#libs/durable';
import type { IndexSpec } from '../index/index-spec.js';

/** Sorts of durable work on knowledge bases. */
export const runKinds = {
  document: 'knowledge.document',
  clean: 'knowledge.clean',
  reindex: 'knowledge.reindex',
  sync: 'knowledge.sync',
  evaluation: 'knowledge.evaluation',
} as const;

export interface DocumentWork {
  documentId: string;
  /** Counts the readings of the document; an earlier one does nothing more. */
  ingestion: number;
}
/** What is to be taken out of indexes and the blob store, after the rows are gone. */
export interface CleanWork {
  baseId: string;
  documents?: { id: string; blobKey: string | null }[];
  /** Tables that nobody needs any more. */
  indexes?: IndexSpec[];
  /** All files of the base. */
  whole?: boolean;
}
export interface ReindexWork {
  baseId: string;
  index: IndexSpec;
  /** The one that it follows. */
  previous: IndexSpec;
}

/** In the commit that made it necessary. */
export const ingestLater = (
  durable: Durable,
  tx: SqlTransaction,
  companyId: string,
  work: DocumentWork,
): Promise<boolean> =>
  durable.create({ kind: runKinds.document, id: `${work.documentId}.${work.ingestion}`, companyId, input: work }, tx);

export const cleanLater = (
  durable: Durable,
  tx: SqlTransaction,
  companyId: string,
  { id, ...work }: CleanWork & { id: string },
): Promise<boolean> => durable.create({ kind: runKinds.clean, id, companyId, input: work }, tx);
