import { Injectable } from '@nestjs/common';
import { AppError, type GoalPolicy } from '#libs/contracts';
import { Database, TenantRepository, type SqlExecutor } from '#libs/platform/database';
import { goalEntity, goalResultEntity, type GoalResultRow, type GoalRow } from './goal.entity.js';

@Injectable()
export class GoalRepository extends TenantRepository<GoalRow> {
  constructor(private readonly database: Database) {
    super(database, goalEntity);
  }

  /** @throws GOAL_NOT_FOUND */
  async require(companyId: string, id: string): Promise<GoalRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('GOAL_NOT_FOUND');
    return row;
  }

  /** Whose plan this workflow is; never changes in the life of a workflow. */
  async ofWorkflow(sql: SqlExecutor, companyId: string, workflowId: string): Promise<string | undefined> {
    const [row] = await sql.query<{ id: string }>('SELECT id FROM goals WHERE company_id = ? AND workflow_id = ?', [
      companyId,
      workflowId,
    ]);
    return row?.id;
  }

  async policy(companyId: string): Promise<GoalPolicy> {
    const [row] = await this.database.query<{ auto_run: GoalPolicy['autoRun'] }>(
      'SELECT auto_run FROM goal_policies WHERE company_id = ?',
      [companyId],
    );
    return { autoRun: row?.auto_run ?? 'never' };
  }
}

@Injectable()
export class GoalResultRepository extends TenantRepository<GoalResultRow> {
  constructor(private readonly database: Database) {
    super(database, goalResultEntity);
  }

  /** The newest of each goal. */
  async last(companyId: string, goalIds: readonly string[]): Promise<Map<string, GoalResultRow>> {
    if (goalIds.length === 0) return new Map();
    const newest = await this.database.query<{ id: string }>(
      `SELECT MAX(id) AS id FROM goal_results WHERE company_id = ? AND goal_id IN (${goalIds.map(() => '?').join(', ')}) GROUP BY goal_id`,
      [companyId, ...goalIds],
    );
    const rows = await Promise.all(newest.map(({ id }) => this.get(companyId, id)));
    return new Map(rows.flatMap((row) => (row ? [[row.goalId, row] as const] : [])));
  }
}
