import { Injectable } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { noCounts, type BaseCounts } from './knowledge-base.view.js';

interface Counted {
  base_id: string;
  status: string;
  count: number;
  passages: number;
  searchable: number;
  built: number;
}

/** What the documents of bases add up to. */
@Injectable()
export class BaseCountsReader {
  constructor(private readonly db: Database) {}

  async of(companyId: string, baseIds: readonly string[]): Promise<Map<string, BaseCounts>> {
    const found = new Map<string, BaseCounts>();
    if (baseIds.length === 0) return found;
    const rows = await this.db.query<Counted>(
      `SELECT base_id, status, COUNT(*) AS count, SUM(passages) AS passages,
       SUM(CASE WHEN rev IS NULL THEN 0 ELSE 1 END) AS searchable, SUM(CASE WHEN built_rev = rev THEN 1 ELSE 0 END) AS built
       FROM knowledge_documents WHERE company_id = ? AND base_id IN (${baseIds.map(() => '?').join(', ')}) GROUP BY base_id, status`,
      [companyId, ...baseIds],
    );
    for (const row of rows) {
      const before = found.get(row.base_id) ?? noCounts;
      const count = Number(row.count);
      const { total, indexed, failed, pending } = before.documents;
      found.set(row.base_id, {
        documents: {
          total: total + count,
          indexed: indexed + (row.status === 'indexed' || row.status === 'duplicate' ? count : 0),
          failed: failed + (row.status === 'failed' ? count : 0),
          pending: pending + (row.status === 'queued' || row.status === 'running' ? count : 0),
        },
        passages: before.passages + Number(row.passages),
        toBuild: before.toBuild + Number(row.searchable),
        built: before.built + Number(row.built),
      });
    }
    return found;
  }
}
