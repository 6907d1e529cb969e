import { Injectable } from '@nestjs/common';
import { columnName, Database, TenantRepository } from '#libs/platform/database';
import { keptAnswerColumns, keptAnswerEntity, type KeptAnswerRow } from './kept-answer.entity.js';

export type KeptAnswer = Pick<KeptAnswerRow, 'model' | 'provider' | 'parts' | 'costMicros'>;

/** Every how many answers that are kept, those whose time is over are deleted. */
const sweepEvery = 500;
/** What is compared by meaning: the newest so many of one kind of request. */
export const mostCompared = 200;

const overwritten = Object.keys(keptAnswerColumns)
  .filter((name) => name !== 'id')
  .map(columnName);

/**
 * Kept answers in SQL, not in the platform's cache: they are paid for and should outlive a restart, all replicas find them, and when a
 * company has them deleted they are gone.
 */
@Injectable()
export class KeptAnswers extends TenantRepository<KeptAnswerRow> {
  private kept = 0;

  constructor(private readonly database: Database) {
    super(database, keptAnswerEntity);
  }

  /** The company again, although it is part of the digest: who guesses a digest gets nothing. */
  async answer(companyId: string, id: string): Promise<KeptAnswer | undefined> {
    const [row] = await this.database.query<KeptAnswer>(
      `SELECT model, provider, parts, cost_micros AS costMicros FROM ai_kept_answers
        WHERE id = ? AND company_id = ? AND expires_at > ${this.database.sql.now}`,
      [id, companyId],
    );
    return row && { ...row, costMicros: Number(row.costMicros) };
  }

  /** Newest first. */
  async alike(companyId: string, rest: string): Promise<{ id: string; vector: string }[]> {
    return this.database.query(
      `SELECT id, vector FROM ai_kept_answers
        WHERE company_id = ? AND rest = ? AND vector IS NOT NULL AND expires_at > ${this.database.sql.now}
        ORDER BY created_at DESC LIMIT ${mostCompared}`,
      [companyId, rest],
    );
  }

  /** In the place of one that was kept under the same id. */
  async keep(row: Omit<KeptAnswerRow, 'createdAt' | 'expiresAt'>, ttlMs: number): Promise<void> {
    const { sql } = this.database;
    if (this.kept++ % sweepEvery === 0)
      await this.database.run(`DELETE FROM ai_kept_answers WHERE expires_at <= ${sql.now}`);
    await this.database.run(
      `INSERT INTO ai_kept_answers (id, company_id, rest, vector, model, provider, parts, cost_micros, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${sql.now}, ${sql.now} + ${Math.round(ttlMs)})${sql.upsert(['id'], overwritten)}`,
      [row.id, row.companyId, row.rest, row.vector, row.model, row.provider, row.parts, row.costMicros],
    );
  }

  async figures(companyId: string): Promise<{ entries: number; oldest: number | null }> {
    const [row] = await this.database.query<{ entries: unknown; oldest: unknown }>(
      `SELECT COUNT(*) AS entries, MIN(created_at) AS oldest FROM ai_kept_answers
        WHERE company_id = ? AND expires_at > ${this.database.sql.now}`,
      [companyId],
    );
    return { entries: Number(row!.entries), oldest: row!.oldest === null ? null : Number(row!.oldest) };
  }

  async clear(companyId: string, model?: string): Promise<number> {
    const { changes } = await this.database.run(
      `DELETE FROM ai_kept_answers WHERE company_id = ?${model === undefined ? '' : ' AND model = ?'}`,
      model === undefined ? [companyId] : [companyId, model],
    );
    return changes;
  }
}
