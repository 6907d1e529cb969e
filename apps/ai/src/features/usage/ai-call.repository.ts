import { Injectable } from '@nestjs/common';
import { Database, sqlCondition, TenantRepository, type SqlExecutor } from '#libs/platform/database';
import type { PageQuery } from '#libs/contracts';
import { aiCallEntity, type AiCallRow } from './ai-call.entity.js';
import type { SpendSums } from './spend.entity.js';
import { sumsOf } from './spend.repository.js';
import { conditionOf, fieldsOf, type UsageFilter } from './usage-filter.js';

const sums = `SUM(CASE WHEN outcome = 'succeeded' THEN 1 ELSE 0 END) AS calls,
  SUM(CASE WHEN outcome = 'succeeded' THEN 0 ELSE 1 END) AS failures,
  SUM(input_tokens) AS inputTokens, SUM(output_tokens) AS outputTokens,
  SUM(cost_micros) AS costMicros, SUM(saved_micros) AS savedMicros`;

export type CallTimes = Pick<AiCallRow, 'at' | 'model' | 'provider' | 'outcome' | 'ms' | 'firstMs'>;

@Injectable()
export class AiCallRepository extends TenantRepository<AiCallRow> {
  constructor(private readonly database: Database) {
    super(database, aiCallEntity);
  }

  /** Newest first. */
  matching(companyId: string, filter: UsageFilter, page: PageQuery) {
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = filter;
    const at = sqlCondition((column) => `${column} >= :from AND ${column} < :to`, { from, to }) as never;
    return this.page(companyId, { ...page, order: ['at', 'desc'], where: { ...fieldsOf(filter), at } });
  }

  /** Sums over single calls: for one run, or for less than a quarter of an hour. */
  async totals(companyId: string, filter: UsageFilter, on: SqlExecutor = this.database): Promise<SpendSums> {
    const { sql, params } = conditionOf(companyId, filter, 'at');
    const [row] = await on.query<Record<keyof SpendSums, unknown>>(`SELECT ${sums} FROM ai_calls WHERE ${sql}`, params);
    return sumsOf(row);
  }

  /** The last calls that a provider was asked, newest first. */
  async latest(companyId: string, from: number, limit: number): Promise<CallTimes[]> {
    const rows = await this.database.query<CallTimes>(
      `SELECT at, model, provider, outcome, ms, first_ms AS firstMs FROM ai_calls
        WHERE company_id = ? AND at >= ? AND cached IS NULL ORDER BY at DESC LIMIT ${limit}`,
      [companyId, from],
    );
    return rows.map((row) => ({ ...row, at: Number(row.at) }));
  }

  /** What each step of these runs cost, and how many calls it took. */
  async ofRuns(companyId: string, runIds: readonly string[]) {
    if (runIds.length === 0) return [];
    const rows = await this.database.query<{ runId: string; stepPath: string | null; calls: unknown; cost: unknown }>(
      `SELECT run_id AS runId, step_path AS stepPath, COUNT(*) AS calls, SUM(cost_micros) AS cost FROM ai_calls
        WHERE company_id = ? AND run_id IN (${runIds.map(() => '?').join(', ')}) GROUP BY run_id, step_path`,
      [companyId, ...runIds],
    );
    return rows.map(({ runId, stepPath, calls, cost }) => ({
      runId,
      stepPath,
      calls: Number(calls),
      costMicros: Number(cost),
    }));
  }
}
