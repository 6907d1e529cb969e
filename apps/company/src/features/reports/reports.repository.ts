import { Injectable } from '@nestjs/common';
import { idAt, type RunSummary } from '#libs/contracts';
import { Database } from '#libs/platform/database';

type Params = (string | number)[];
/** An SQL expression that says which group a row belongs to. */
export interface Grouping {
  sql: string;
  params: Params;
}
export interface Bounds {
  from: number;
  to: number;
  workflowId?: string;
}
export type Percentiles = { p50: number | null; p95: number | null };
type Key = string | number;

export const together: Grouping = { sql: '0', params: [] };
export const byWorkflow: Grouping = { sql: 'workflow_id', params: [] };
/** The number of the slot in which a run was created. Ids sort by time, so they need no index of their own. */
export const bySlot = (slots: readonly number[]): Grouping =>
  slots.length < 2
    ? together
    : {
        sql: `CASE ${slots
          .slice(1)
          .map((_, index) => `WHEN id < ? THEN ${index}`)
          .join(' ')} ELSE ${slots.length - 1} END`,
        params: slots.slice(1).map((at) => idAt('run', at)),
      };

const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));

/** Figures over the rows of runs and questions. Every statement names the company. */
@Injectable()
export class ReportsRepository {
  constructor(private readonly db: Database) {}

  /** How many runs of each status, by group. */
  async statuses(companyId: string, bounds: Bounds, group: Grouping) {
    const { sql, params } = runsIn(companyId, bounds);
    const rows = await this.db.query<{ slot: Key; status: RunSummary['status']; amount: number; newest: string }>(
      `SELECT slot, status, COUNT(*) AS amount, MAX(id) AS newest
         FROM (SELECT ${group.sql} AS slot, status, id FROM runs WHERE ${sql}) found GROUP BY slot, status`,
      [...group.params, ...params],
    );
    return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
  }

  /** How long the ended ones took, by group. */
  durations(companyId: string, bounds: Bounds, group: Grouping): Promise<Map<Key, Percentiles>> {
    const { sql, params } = runsIn(companyId, bounds);
    return this.percentiles(
      `SELECT ${group.sql} AS slot, finished_at - started_at AS ms FROM runs
        WHERE ${sql} AND status IN ('succeeded', 'failed') AND started_at IS NOT NULL AND finished_at IS NOT NULL`,
      [...group.params, ...params],
    );
  }

  /** Names as the newest of the runs given have them. */
  async names(companyId: string, runIds: readonly string[]): Promise<Map<string, string>> {
    if (runIds.length === 0) return new Map();
    const rows = await this.db.query<{ workflow_id: string; workflow_name: string }>(
      `SELECT workflow_id, workflow_name FROM runs WHERE company_id = ? AND id IN (${runIds.map(() => '?').join(', ')})`,
      [companyId, ...runIds],
    );
    return new Map(rows.map((row) => [row.workflow_id, row.workflow_name]));
  }

  /** Questions that were closed in the span, by the workflow that asked. */
  async questions(companyId: string, { from, to }: Bounds) {
    const rows = await this.db.query<{ workflow_id: string; workflow_name: string; answered: number; expired: number }>(
      `SELECT workflow_id, MAX(workflow_name) AS workflow_name,
              SUM(CASE WHEN status = 'answered' THEN 1 ELSE 0 END) AS answered,
              SUM(CASE WHEN status = 'expired' THEN 1 ELSE 0 END) AS expired
         FROM inbox_items WHERE ${closed} GROUP BY workflow_id`,
      [companyId, from, to],
    );
    return rows.map((row) => ({ ...row, answered: Number(row.answered), expired: Number(row.expired) }));
  }

  answerTimes(companyId: string, { from, to }: Bounds, group: Grouping): Promise<Map<Key, Percentiles>> {
    return this.percentiles(
      `SELECT ${group.sql} AS slot, closed_at - created_at AS ms FROM inbox_items WHERE ${closed} AND status = 'answered'`,
      [...group.params, companyId, from, to],
    );
  }

  /** By nearest rank, over rows of `slot` and `ms`. */
  private async percentiles(rows: string, params: Params): Promise<Map<Key, Percentiles>> {
    const found = await this.db.query<{ slot: Key; p50: unknown; p95: unknown }>(
      `SELECT slot, MIN(CASE WHEN place * 100 >= many * 50 THEN ms END) AS p50,
              MIN(CASE WHEN place * 100 >= many * 95 THEN ms END) AS p95
         FROM (SELECT slot, ms, ROW_NUMBER() OVER (PARTITION BY slot ORDER BY ms) AS place,
                      COUNT(*) OVER (PARTITION BY slot) AS many
                 FROM (${rows}) timed) ranked
        GROUP BY slot`,
      params,
    );
    return new Map(found.map(({ slot, p50, p95 }) => [slot, { p50: numberOrNull(p50), p95: numberOrNull(p95) }]));
  }
}

const closed = `company_id = ? AND status IN ('answered', 'expired') AND closed_at >= ? AND closed_at < ?`;

const runsIn = (companyId: string, { from, to, workflowId }: Bounds) => ({
  sql: `company_id = ? AND id >= ? AND id < ?${workflowId === undefined ? '' : ' AND workflow_id = ?'}`,
  params: [companyId, idAt('run', from), idAt('run', to), ...(workflowId === undefined ? [] : [workflowId])],
});
