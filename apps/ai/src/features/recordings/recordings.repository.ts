import { Injectable } from '@nestjs/common';
import type { ReplayOption } from '#libs/contracts';
import { columnName, Database, TenantRepository, type SqlValue } from '#libs/platform/database';
import { recordingColumns, recordingEntity, type RecordingRow } from './recording.entity.js';
import { deleteInBatches } from './sweeping.js';

/** Every how many recordings those whose time is over are deleted. */
const sweepEvery = 100;
const names = Object.keys(recordingColumns) as (keyof RecordingRow)[];
const keys = ['companyId', 'setName', 'requestHash'] as const;
const overwritten = names.filter((name) => name !== 'id' && !(keys as readonly string[]).includes(name));

export interface SetFigures {
  name: string;
  recordings: number;
  firstAt: number;
  lastAt: number;
  ending: number;
}

@Injectable()
export class RecordingsRepository extends TenantRepository<RecordingRow> {
  private kept = 0;

  constructor(private readonly database: Database) {
    super(database, recordingEntity);
  }

  /** In the place of what its set holds about the same request. `keepMs` from now on; for good without it. */
  async keep(row: Omit<RecordingRow, 'at' | 'expiresAt'>, keepMs?: number): Promise<void> {
    const { sql } = this.database;
    if (this.kept++ % sweepEvery === 0)
      await deleteInBatches(this.database, 'ai_recordings', `expires_at < ${sql.now}`, []);
    const now = await this.database.now();
    const whole: RecordingRow = { ...row, at: now, expiresAt: keepMs === undefined ? null : now + keepMs };
    await this.database.run(
      `INSERT INTO ai_recordings (${names
        .map(columnName)
        .map((name) => `\`${name}\``)
        .join(', ')})
       VALUES (${names.map(() => '?').join(', ')})${sql.upsert(keys.map(columnName), overwritten.map(columnName))}`,
      names.map((name) => valueOf(name, whole)),
    );
  }

  /** What was recorded of the same request, the newest first. */
  async answer(companyId: string, hash: string, { set, workflowId }: ReplayOption): Promise<RecordingRow | undefined> {
    const where = {
      requestHash: hash,
      ...(set === undefined ? {} : { setName: set }),
      ...(workflowId === undefined ? {} : { workflowId }),
    };
    const now = await this.database.now();
    const rows = await this.find(companyId, { where, order: { at: 'desc' }, limit: 20 });
    return rows.find(({ expiresAt }) => expiresAt === null || expiresAt > now);
  }

  async sets(companyId: string): Promise<SetFigures[]> {
    const rows = await this.database.query<Record<keyof SetFigures, unknown>>(
      `SELECT set_name AS name, COUNT(*) AS recordings, MIN(at) AS firstAt, MAX(at) AS lastAt, COUNT(expires_at) AS ending
         FROM ai_recordings WHERE company_id = ? GROUP BY set_name ORDER BY set_name LIMIT 1000`,
      [companyId],
    );
    return rows.map(({ name, recordings, firstAt, lastAt, ending }) => ({
      name: String(name),
      ...{ recordings: Number(recordings), firstAt: Number(firstAt), lastAt: Number(lastAt), ending: Number(ending) },
    }));
  }

  /** @returns whether there was anything in it */
  async deleteSet(companyId: string, setName: string): Promise<boolean> {
    if (!(await this.exists(companyId, { setName }))) return false;
    do await deleteInBatches(this.database, 'ai_recordings', 'company_id = ? AND set_name = ?', [companyId, setName]);
    while (await this.exists(companyId, { setName }));
    return true;
  }
}

function valueOf(name: keyof RecordingRow, row: RecordingRow): SqlValue {
  const value = row[name];
  return recordingColumns[name].kind === 'json' ? JSON.stringify(value) : (value as SqlValue);
}
