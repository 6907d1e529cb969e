import type { KnowledgeBase, Role } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';
import type { IndexSpec } from '../index/index-spec.js';

/** What people set. */
export type KnowledgeSettings = Pick<
  KnowledgeBase,
  'description' | 'language' | 'chunkChars' | 'embeddingModel' | 'rerankModel'
>;

export const knowledgeBaseColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  /** Lower case: names that differ in case alone are the same. */
  nameKey: column.text(100),
  readRole: column.key<Role>(16),
  settings: column.json<KnowledgeSettings>(),
  /** The index that answers. */
  active: column.json<IndexSpec>(),
  /** The one that follows it when all documents are in it. */
  building: column.json<IndexSpec>().nullable(),
  /** Why the last one could not be built. */
  buildError: column.json<{ code: string; message: string }>().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type KnowledgeBaseRow = RowOf<typeof knowledgeBaseColumns>;
export const knowledgeBaseEntity = defineEntity('knowledge_bases', knowledgeBaseColumns, {
  audit: { noun: 'knowledge-base', label: 'name', quiet: ['nameKey', 'active', 'building', 'buildError', 'updatedAt'] },
});
