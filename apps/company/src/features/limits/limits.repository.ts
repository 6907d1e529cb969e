import { Injectable } from '@nestjs/common';
import { limitDefaults, type CompanyLimits, type WorkflowLimits } from '#libs/contracts';
import { Database, type SqlExecutor } from '#libs/platform/database';

/** Reads of an open transaction, or of durable's, or of the database itself. */
export type SqlReader = { query<R extends object>(sql: string, params?: readonly (string | number)[]): Promise<R[]> };

interface LimitColumns {
  max_concurrent_runs: number | null;
  max_runs_per_minute: number | null;
}

export const noWorkflowLimits: WorkflowLimits = { maxConcurrentRuns: null, maxRunsPerMinute: null, priority: 0 };

const numberOrNull = (value: number | null): number | null => (value === null ? null : Number(value));

/** The limits as they were set. Every statement names the company. */
@Injectable()
export class LimitsRepository {
  constructor(private readonly db: Database) {}

  async ofCompany(on: SqlReader, companyId: string): Promise<CompanyLimits> {
    const [row] = await on.query<LimitColumns & { max_queued_runs: number }>(
      'SELECT max_concurrent_runs, max_runs_per_minute, max_queued_runs FROM company_limits WHERE company_id = ?',
      [companyId],
    );
    if (!row) return { ...limitDefaults };
    return {
      maxConcurrentRuns: Number(row.max_concurrent_runs),
      maxRunsPerMinute: numberOrNull(row.max_runs_per_minute),
      maxQueuedRuns: Number(row.max_queued_runs),
    };
  }

  /** Whether the company is deactivated: it starts nothing. */
  async isClosed(on: SqlReader, companyId: string): Promise<boolean> {
    const [row] = await on.query<{ deactivated_at: number | null }>(
      'SELECT deactivated_at FROM companies WHERE id = ?',
      [companyId],
    );
    return row !== undefined && row.deactivated_at !== null;
  }

  /** Of the workflows that have some. */
  async ofWorkflows(on: SqlReader, companyId: string): Promise<Map<string, WorkflowLimits>> {
    const rows = await on.query<LimitColumns & { workflow_id: string; priority: number }>(
      'SELECT workflow_id, max_concurrent_runs, max_runs_per_minute, priority FROM workflow_limits WHERE company_id = ?',
      [companyId],
    );
    return new Map(
      rows.map((row) => [
        row.workflow_id,
        {
          maxConcurrentRuns: numberOrNull(row.max_concurrent_runs),
          maxRunsPerMinute: numberOrNull(row.max_runs_per_minute),
          priority: Number(row.priority),
        },
      ]),
    );
  }

  async setCompany(tx: SqlExecutor, companyId: string, limits: CompanyLimits): Promise<void> {
    const columns = ['max_concurrent_runs', 'max_runs_per_minute', 'max_queued_runs'];
    await tx.run(
      `INSERT INTO company_limits (company_id, ${columns.join(', ')}) VALUES (?, ?, ?, ?)${tx.sql.upsert(['company_id'], columns)}`,
      [companyId, limits.maxConcurrentRuns, limits.maxRunsPerMinute, limits.maxQueuedRuns],
    );
  }

  /** The workflow is the company's: the caller has checked. */
  async setWorkflow(tx: SqlExecutor, companyId: string, workflowId: string, limits: WorkflowLimits): Promise<void> {
    const columns = ['max_concurrent_runs', 'max_runs_per_minute', 'priority'];
    await tx.run(
      `INSERT INTO workflow_limits (workflow_id, company_id, ${columns.join(', ')}) VALUES (?, ?, ?, ?, ?)${tx.sql.upsert(['workflow_id'], columns)}`,
      [workflowId, companyId, limits.maxConcurrentRuns, limits.maxRunsPerMinute, limits.priority],
    );
  }

  /** Locks the rate of a company or workflow. @returns epoch microseconds at which its bucket is empty */
  async lockRate(tx: SqlExecutor, companyId: string, id: string): Promise<number> {
    await tx.run(`${tx.sql.insertIgnore} INTO start_rates (id, company_id, empty_at_micros) VALUES (?, ?, 0)`, [
      id,
      companyId,
    ]);
    const [row] = await tx.query<{ empty_at_micros: number }>(
      `SELECT empty_at_micros FROM start_rates WHERE id = ? AND company_id = ?${tx.sql.forUpdate}`,
      [id, companyId],
    );
    return Number(row?.empty_at_micros ?? 0);
  }

  async setRate(tx: SqlExecutor, id: string, emptyAtMicros: number): Promise<void> {
    await tx.run('UPDATE start_rates SET empty_at_micros = ? WHERE id = ?', [emptyAtMicros, id]);
  }

  /** Rates of the company itself, under its own id, and of its workflows. */
  async rates(companyId: string): Promise<Map<string, number>> {
    const rows = await this.db.query<{ id: string; empty_at_micros: number }>(
      'SELECT id, empty_at_micros FROM start_rates WHERE company_id = ?',
      [companyId],
    );
    return new Map(rows.map(({ id, empty_at_micros }) => [id, Number(empty_at_micros)]));
  }
}
