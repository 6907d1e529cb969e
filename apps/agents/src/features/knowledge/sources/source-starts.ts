import { Injectable } from '@nestjs/common';
import { Durable, type SqlTransaction } from '#libs/durable';
import { runKinds } from '../ingestion/knowledge-runs.js';

export interface SyncWork {
  sourceId: string;
  /** Counts how often the source was looked through. */
  nth: number;
}

/** Begins to look through sources, once at a time each. */
@Injectable()
export class SourceStarts {
  constructor(private readonly durable: Durable) {}

  /** One that is being looked through already stays at it. */
  async start(tx: SqlTransaction, companyId: string, sourceId: string): Promise<void> {
    const { changes } = await tx.run(
      `UPDATE knowledge_sources SET status = 'syncing', syncs = syncs + 1 WHERE id = ? AND company_id = ? AND status = 'waiting'`,
      [sourceId, companyId],
    );
    if (changes === 0) return;
    const [row] = await tx.query<{ syncs: number }>('SELECT syncs FROM knowledge_sources WHERE id = ?', [sourceId]);
    const work: SyncWork = { sourceId, nth: Number(row!.syncs) };
    await this.durable.create({ kind: runKinds.sync, id: `${sourceId}.${work.nth}`, companyId, input: work }, tx);
  }
}
