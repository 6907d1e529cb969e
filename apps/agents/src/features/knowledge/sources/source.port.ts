import type { SourceConfig, SourceKind } from '#libs/contracts';
import type { Remote } from '../documents/knowledge-document.entity.js';

/** A document that a source has. */
export interface Listed {
  /** Names it within the source, for as long as it is the same document. */
  key: string;
  name: string;
  url: string | null;
  remote: Remote;
  /** Changes with the content; null: only the content itself tells. */
  version: string | null;
  contentType: string;
  bytes: number;
}

export interface Fetched {
  bytes: Uint8Array;
  contentType: string;
  /** As the content calls itself, where it is better than what was known. */
  name?: string;
}

/** For whom, and how long. */
export interface Reach {
  companyId: string;
  signal: AbortSignal;
}

/** Where documents come from: what is there, and one of them. Both throw AppErrors that say what a person can do. */
export interface SourceReader<K extends SourceKind = SourceKind> {
  list(config: Extract<SourceConfig, { kind: K }>, reach: Reach): AsyncIterable<Listed>;
  /** @param remote what `list` said. @throws KNOWLEDGE_DOCUMENT_NOT_FOUND when it is gone */
  fetch(config: Extract<SourceConfig, { kind: K }>, remote: Remote, reach: Reach): Promise<Fetched>;
}
