import { Injectable } from '@nestjs/common';
import { Database, TenantRepository } from '#libs/platform/database';
import { aiCallEntity, type AiCallRow } from './ai-call.entity.js';

export interface UsageTotals {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

@Injectable()
export class AiCallRepository extends TenantRepository<AiCallRow> {
  constructor(private readonly database: Database) {
    super(database, aiCallEntity);
  }

  /** Sums over all calls of a company, or of one of its runs. */
  async totals(companyId: string, runId?: string): Promise<UsageTotals> {
    const [row] = await this.database.query<Record<keyof UsageTotals, number | string | null>>(
      `SELECT COUNT(*) AS calls, SUM(input_tokens) AS inputTokens, SUM(output_tokens) AS outputTokens, SUM(cost_micros) AS costMicros
       FROM ai_calls WHERE company_id = ?${runId === undefined ? '' : ' AND run_id = ?'}`,
      runId === undefined ? [companyId] : [companyId, runId],
    );
    // MySQL writes sums as decimals, which the driver hands over as text.
    const number = (name: keyof UsageTotals) => Number(row?.[name] ?? 0);
    return {
      calls: number('calls'),
      inputTokens: number('inputTokens'),
      outputTokens: number('outputTokens'),
      costMicros: number('costMicros'),
    };
  }
}
