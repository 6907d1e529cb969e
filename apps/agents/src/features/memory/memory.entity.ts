import type { Memory, MemoryAbout, MemoryKind } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Something that outlives a task. */
export const memoryColumns = {
  id: column.id(),
  companyId: column.id(),
  about: column.key<MemoryAbout>(16),
  /** The agent or the person it belongs to; the company's own id for what all share. */
  ownerId: column.id(),
  /** Which agent kept it. */
  agentId: column.id().nullable(),
  kind: column.key<MemoryKind>(16),
  content: column.text(2000),
  /** SHA-256 of the words, however they are spaced: the same is kept once. */
  contentHash: column.hash(),
  outside: column.bool(),
  source: column.key<Memory['source']>(16),
  taskId: column.id().nullable(),
  conversationId: column.id().nullable(),
  /** Base64 of 32-bit floats, and the model that made them. */
  vector: column.text().nullable(),
  vectorModel: column.text(200).nullable(),
  lastRecalledAt: column.millis().nullable(),
  expiresAt: column.millis().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type MemoryRow = RowOf<typeof memoryColumns>;
export const memoryEntity = defineEntity('memories', memoryColumns, {
  audit: {
    noun: 'memory',
    // What is forgotten is forgotten: the log keeps that it was, not what.
    hidden: ['content', 'contentHash'],
    quiet: ['vector', 'vectorModel', 'lastRecalledAt', 'updatedAt'],
  },
});

/** Up to where conversations have been looked through. */
export const memoryCursorColumns = { conversationId: column.id(), companyId: column.id(), upTo: column.int() };

/** Whose memories: an agent's, a person's, or the company's. */
export interface MemoryOwner {
  about: MemoryAbout;
  ownerId: string;
}
