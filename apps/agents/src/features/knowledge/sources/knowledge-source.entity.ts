import type { KnowledgeSource, SourceConfig } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const knowledgeSourceColumns = {
  id: column.id(),
  companyId: column.id(),
  baseId: column.id(),
  name: column.text(100),
  config: column.json<SourceConfig>(),
  everyMinutes: column.int().nullable(),
  trusted: column.bool(),
  status: column.key<KnowledgeSource['status']>(16),
  lastSync: column.json<NonNullable<KnowledgeSource['lastSync']>>().nullable(),
  /** Counts how often it was looked through; each is a durable run of its own. */
  syncs: column.int(),
  /** When it is looked through next, epoch ms; null: when somebody asks. */
  nextSyncAt: column.millis().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type KnowledgeSourceRow = RowOf<typeof knowledgeSourceColumns>;
export const knowledgeSourceEntity = defineEntity('knowledge_sources', knowledgeSourceColumns, {
  audit: {
    noun: 'knowledge-source',
    label: 'name',
    quiet: ['status', 'lastSync', 'syncs', 'nextSyncAt', 'updatedAt'],
  },
});

const iso = (ms: number) => new Date(ms).toISOString();

export const knowledgeSourceView = (row: KnowledgeSourceRow): KnowledgeSource => ({
  id: row.id,
  name: row.name,
  config: row.config,
  everyMinutes: row.everyMinutes,
  trusted: row.trusted,
  status: row.status,
  lastSync: row.lastSync,
  nextSyncAt: row.nextSyncAt === null ? null : iso(row.nextSyncAt),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});
