import { Injectable } from '@nestjs/common';
import { columnName, Database, insertRows, type SqlExecutor } from '#libs/platform/database';
import { quarterMs, quarterOf, spendColumns, spendSums, type SpendEntityRow, type SpendSums } from './spend.entity.js';
import { conditionOf, type UsageFilter } from './usage-filter.js';

/** What figures are asked by, as columns. */
export type SpendColumn = 'quarter' | 'model' | 'provider' | 'workflow_id' | 'agent_id' | 'task' | 'cached';

export interface SpendGroup extends SpendSums {
  key: string | number | null;
  cachedCalls: number;
}

const sums = spendSums.map((name) => `SUM(${columnName(name)}) AS ${name}`).join(', ');

/** MySQL writes sums as decimals, which the driver hands over as text; without rows they are NULL. */
export const sumsOf = (row: Partial<Record<keyof SpendSums, unknown>> | undefined): SpendSums =>
  Object.fromEntries(spendSums.map((name) => [name, Number(row?.[name] ?? 0)])) as SpendSums;

export const addUp = (...all: readonly SpendSums[]): SpendSums =>
  Object.fromEntries(spendSums.map((name) => [name, all.reduce((sum, each) => sum + each[name], 0)])) as SpendSums;

const accumulated = spendSums.map(columnName);

/** Sums over quarters of an hour. */
@Injectable()
export class SpendRepository {
  constructor(private readonly db: Database) {}

  /** Adds to what is there. `rows` in the order of their ids, so that two replicas never wait for each other. */
  add(on: SqlExecutor, rows: readonly SpendEntityRow[]): Promise<void> {
    const tail = on.sql.accumulate('ai_spend', ['id'], accumulated);
    const run = (sql: string, params?: Parameters<SqlExecutor['run']>[1]) => on.run(sql + tail, params);
    return insertRows({ run }, 'ai_spend', spendColumns, rows);
  }

  /** Sums over the quarters that begin in [from, to). */
  async totals(companyId: string, filter: UsageFilter, on: SqlExecutor = this.db): Promise<SpendSums> {
    const { sql, params } = conditionOf(companyId, filter, 'quarter');
    const [row] = await on.query<Record<keyof SpendSums, unknown>>(`SELECT ${sums} FROM ai_spend WHERE ${sql}`, params);
    return sumsOf(row);
  }

  /** The same for each value of a column. */
  async by(companyId: string, filter: UsageFilter, column: SpendColumn): Promise<SpendGroup[]> {
    const { sql, params } = conditionOf(companyId, filter, 'quarter');
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT ${column} AS \`key\`, ${sums}, SUM(CASE WHEN cached IS NULL THEN 0 ELSE calls END) AS cachedCalls
         FROM ai_spend WHERE ${sql} GROUP BY ${column}`,
      params,
    );
    return rows.map((row) => ({
      key: row['key'] as SpendGroup['key'],
      cachedCalls: Number(row['cachedCalls']),
      ...sumsOf(row),
    }));
  }
}

/** The whole quarters of a span, and what is left of it before and after them. */
export function partsOf({ from, to }: Pick<UsageFilter, 'from' | 'to'>) {
  const first = from === undefined ? undefined : quarterOf(from + quarterMs - 1);
  const end = to === undefined ? undefined : quarterOf(to);
  if (first !== undefined && end !== undefined && first >= end) return { rest: [{ from, to }] };
  const rest = [
    ...(first !== undefined && first > from! ? [{ from, to: first }] : []),
    ...(end !== undefined && end < to! ? [{ from: end, to }] : []),
  ];
  return { whole: { from: first, to: end }, rest };
}
