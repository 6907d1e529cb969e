import type { KnowledgeBase } from '#libs/contracts';
import type { KnowledgeBaseRow } from './knowledge-base.entity.js';

/** What the documents of a base add up to. */
export interface BaseCounts {
  documents: KnowledgeBase['documents'];
  passages: number;
  /** Documents that the next index has to hold, and those that it holds. */
  toBuild: number;
  built: number;
}

export const noCounts: BaseCounts = {
  documents: { total: 0, indexed: 0, failed: 0, pending: 0 },
  passages: 0,
  toBuild: 0,
  built: 0,
};

const iso = (ms: number) => new Date(ms).toISOString();

export const knowledgeBaseView = (row: KnowledgeBaseRow, counts: BaseCounts): KnowledgeBase => ({
  id: row.id,
  name: row.name,
  readRole: row.readRole,
  ...row.settings,
  documents: counts.documents,
  passages: counts.passages,
  index: {
    embeddingModel: row.active.model,
    building: row.building && {
      embeddingModel: row.building.model,
      done: counts.built,
      total: counts.toBuild,
    },
    error: row.buildError,
  },
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});
