import { Injectable } from '@nestjs/common';
import { idAt, retentionDefaults, type RetentionPolicy } from '#libs/contracts';
import { Database, type SqlExecutor } from '#libs/platform/database';

export type Policy = Pick<RetentionPolicy, 'runDays' | 'payloadDays' | 'artifactDays' | 'auditDays'>;
export interface Swept {
  runsDeleted: number;
  payloadsExpired: number;
  artifactsDeleted: number;
}

interface Row {
  run_days: number | null;
  payload_days: number | null;
  artifact_days: number | null;
  audit_days: number | null;
  expired_through: string;
  last_sweep_at: number | null;
  runs_deleted: number;
  payloads_expired: number;
  artifacts_deleted: number;
}

const marks = (count: number): string => Array<string>(count).fill('?').join(', ');
const insert =
  'INTO company_retention (company_id, run_days, payload_days, artifact_days, audit_days, expired_through, runs_deleted, payloads_expired, artifacts_deleted)';

/** Policies, how far the sweeper came, and what is next. Ids sort by time, so the age of a row is a range of its key. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly db: Database) {}

  async get(companyId: string): Promise<RetentionPolicy & { expiredThrough: string }> {
    const [row] = await this.db.query<Row>('SELECT * FROM company_retention WHERE company_id = ?', [companyId]);
    if (!row) return { ...retentionDefaults, lastSweep: null, expiredThrough: '' };
    const isSet = row.run_days !== null;
    return {
      runDays: Number(row.run_days ?? retentionDefaults.runDays),
      payloadDays: Number(row.payload_days ?? retentionDefaults.payloadDays),
      artifactDays: isSet && row.artifact_days !== null ? Number(row.artifact_days) : retentionDefaults.artifactDays,
      auditDays: Number(row.audit_days ?? retentionDefaults.auditDays),
      expiredThrough: row.expired_through,
      lastSweep:
        row.last_sweep_at === null ? null : { at: new Date(Number(row.last_sweep_at)).toISOString(), ...sweptOf(row) },
    };
  }

  async set(tx: SqlExecutor, companyId: string, policy: Policy): Promise<void> {
    const columns = ['run_days', 'payload_days', 'artifact_days', 'audit_days'];
    const { runDays, payloadDays, artifactDays, auditDays } = policy;
    await tx.run(`INSERT ${insert} VALUES (?, ?, ?, ?, ?, '', 0, 0, 0)${tx.sql.upsert(['company_id'], columns)}`, [
      companyId,
      runDays,
      payloadDays,
      artifactDays,
      auditDays,
    ]);
  }

  async finishSweep(companyId: string, at: number, swept: Swept): Promise<void> {
    await this.touch(this.db, companyId);
    await this.db.run(
      'UPDATE company_retention SET last_sweep_at = ?, runs_deleted = ?, payloads_expired = ?, artifacts_deleted = ? WHERE company_id = ?',
      [at, swept.runsDeleted, swept.payloadsExpired, swept.artifactsDeleted, companyId],
    );
  }

  /** Companies after an id. */
  async companies(after: string, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>('SELECT id FROM companies WHERE id > ? ORDER BY id LIMIT ?', [
      after,
      limit,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Runs that ended before `cutoff`, oldest first. */
  async endedRuns(companyId: string, cutoff: number, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      'SELECT id FROM runs WHERE company_id = ? AND id < ? AND finished_at < ? ORDER BY id LIMIT ?',
      [companyId, idAt('run', cutoff), cutoff, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Runs created before `cutoff` that come after the cursor, and whether their payloads are due. */
  async agedRuns(
    companyId: string,
    after: string,
    cutoff: number,
    limit: number,
  ): Promise<{ id: string; isDue: boolean }[]> {
    const rows = await this.db.query<{ id: string; finished_at: number | null; expired_at: number | null }>(
      'SELECT id, finished_at, expired_at FROM runs WHERE company_id = ? AND id > ? AND id < ? ORDER BY id LIMIT ?',
      [companyId, after, idAt('run', cutoff), limit],
    );
    return rows.map(({ id, finished_at }) => ({ id, isDue: finished_at !== null && Number(finished_at) < cutoff }));
  }

  /** Of those that were not due at their time, the ones that are now. */
  async pendingRuns(companyId: string, cutoff: number, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ run_id: string }>(
      'SELECT p.run_id FROM retention_pending p JOIN runs r ON r.id = p.run_id WHERE p.company_id = ? AND r.finished_at < ? ORDER BY p.run_id LIMIT ?',
      [companyId, cutoff, limit],
    );
    return rows.map(({ run_id }) => run_id);
  }

  /** The payloads of everything up to the cursor were taken, but for these. */
  async moveOn(companyId: string, through: string, pending: readonly string[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.touch(tx, companyId);
      if (pending.length > 0)
        await tx.run(
          `${tx.sql.insertIgnore} INTO retention_pending (run_id, company_id) VALUES ${pending.map(() => '(?, ?)').join(', ')}`,
          pending.flatMap((id) => [id, companyId]),
        );
      await tx.run('UPDATE company_retention SET expired_through = ? WHERE company_id = ?', [through, companyId]);
    });
  }

  /** In the commit that ends the expiry of runs. */
  async markExpired(tx: Pick<SqlExecutor, 'run'>, ids: readonly string[], at: number): Promise<void> {
    await tx.run(`UPDATE runs SET expired_at = ? WHERE id IN (${marks(ids.length)})`, [at, ...ids]);
    await tx.run(`DELETE FROM retention_pending WHERE run_id IN (${marks(ids.length)})`, ids);
  }

  /** What the service keeps of runs beside durable, in the commit that deletes them. */
  async deleteRuns(tx: Pick<SqlExecutor, 'run'>, ids: readonly string[]): Promise<void> {
    const among = `(${marks(ids.length)})`;
    for (const table of ['inbox_assignees', 'inbox_answers', 'inbox_events', 'inbox_drafts'])
      await tx.run(`DELETE FROM ${table} WHERE item_id IN (SELECT id FROM inbox_items WHERE run_id IN ${among})`, ids);
    for (const table of ['inbox_items', 'dead_letters', 'retention_pending'])
      await tx.run(`DELETE FROM ${table} WHERE run_id IN ${among}`, ids);
    await tx.run(`DELETE FROM runs WHERE id IN ${among}`, ids);
  }

  async oldArtifacts(companyId: string, cutoff: number, limit: number): Promise<{ id: string; blobKey: string }[]> {
    const rows = await this.db.query<{ id: string; blob_key: string }>(
      'SELECT id, blob_key FROM artifacts WHERE company_id = ? AND id < ? ORDER BY id LIMIT ?',
      [companyId, idAt('artifact', cutoff), limit],
    );
    return rows.map(({ id, blob_key }) => ({ id, blobKey: blob_key }));
  }

  async deleteArtifacts(companyId: string, ids: readonly string[]): Promise<void> {
    await this.db.run(`DELETE FROM artifacts WHERE company_id = ? AND id IN (${marks(ids.length)})`, [
      companyId,
      ...ids,
    ]);
  }

  /** Letters that belong to no run and have been redriven. */
  async deleteOldLetters(companyId: string, cutoff: number): Promise<void> {
    await this.db.run(
      "DELETE FROM dead_letters WHERE company_id = ? AND status = 'redriven' AND id < ? AND run_id IS NULL",
      [companyId, idAt('deadLetter', cutoff)],
    );
  }

  private async touch(on: Pick<SqlExecutor, 'run' | 'sql'>, companyId: string): Promise<void> {
    await on.run(`${on.sql.insertIgnore} ${insert} VALUES (?, NULL, NULL, NULL, NULL, '', 0, 0, 0)`, [companyId]);
  }
}

const sweptOf = (row: Row): Swept => ({
  runsDeleted: Number(row.runs_deleted),
  payloadsExpired: Number(row.payloads_expired),
  artifactsDeleted: Number(row.artifacts_deleted),
});
