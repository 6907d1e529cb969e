import { Injectable } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import type { LastRun } from './workflow.view.js';

/** The newest run of each workflow: run ids sort by time, so it is the largest id. */
@Injectable()
export class LastRuns {
  constructor(private readonly db: Database) {}

  async of(companyId: string, workflowIds: readonly string[]): Promise<Map<string, NonNullable<LastRun>>> {
    if (workflowIds.length === 0) return new Map();
    const places = workflowIds.map(() => '?').join(', ');
    const rows = await this.db.query<{ id: string; workflow_id: string; status: string; created_at: number }>(
      `SELECT r.id, r.workflow_id, r.status, r.created_at FROM runs r JOIN (
         SELECT MAX(id) AS id FROM runs WHERE company_id = ? AND workflow_id IN (${places}) GROUP BY workflow_id
       ) newest ON newest.id = r.id`,
      [companyId, ...workflowIds],
    );
    return new Map(
      rows.map((row) => [
        row.workflow_id,
        { id: row.id, status: row.status, at: new Date(Number(row.created_at)).toISOString() },
      ]),
    );
  }
}
