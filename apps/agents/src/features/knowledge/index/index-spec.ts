import { randomBytes } from 'node:crypto';
import type { KnowledgeBase } from '#libs/contracts';

/** One index of a knowledge base: a table of passages, with what it was made with. */
export interface IndexSpec {
  id: string;
  language: KnowledgeBase['language'];
  /** null: words alone. */
  model: string | null;
}

/** Where a table lies. */
export interface IndexPlace {
  companyId: string;
  baseId: string;
  index: IndexSpec;
}

export const newIndex = ({
  language,
  embeddingModel,
}: Pick<KnowledgeBase, 'language' | 'embeddingModel'>): IndexSpec => ({
  id: randomBytes(6).toString('hex'),
  language,
  model: embeddingModel,
});

/** What the revisions of one reading of a document begin with; those of a later one are greater. */
export const revisionPrefix = (ingestion: number): string => String(ingestion).padStart(10, '0');

/** A new name for what one reading of a document gives. */
export const revisionOf = (ingestion: number): string => revisionPrefix(ingestion) + randomBytes(8).toString('hex');

export const tableName = ({ baseId, index }: IndexPlace): string => `${baseId}.${index.id}`;

/** A passage as the index holds it. */
export interface PassageRow {
  document: string;
  rev: string;
  n: number;
  /** Id of the source, or `upload`. */
  source: string;
  type: string;
  /** Name of the document and the headings above the passage: found as well, and told. */
  title: string;
  heading: string;
  /** -1: it has no pages. */
  page: number;
  text: string;
  /** Of what its vector is made of. */
  hash: string;
  vector?: number[] | null;
}
