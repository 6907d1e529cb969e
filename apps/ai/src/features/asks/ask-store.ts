import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import type { AskRow } from './ask.entity.js';

export const leaseMs = 15_000;
/** Longer than the longest wait of a run, which may ask again. */
const keptMs = 35 * 24 * 3600_000;
/** Every how many claims old rows are swept. */
const sweepEvery = 500;

export type Claim =
  /** Work on it, renew, then `finish` or `release`. */
  | { state: 'mine'; holder: string }
  /** Somebody works on it. */
  | { state: 'running' }
  | { state: 'succeeded' | 'failed'; outcome: string }
  /** The key was used for something else. */
  | { state: 'other' };

type Row = Pick<AskRow, 'fingerprint' | 'status' | 'holder' | 'outcome'> & { lease_until: number; now: number };

export const askId = (companyId: string, key: string): string =>
  createHash('sha256').update(`${companyId}\0${key}`).digest('base64url');

/** Keyed asks in SQL, so that any replica finds what another one did. Times are the database's. */
@Injectable()
export class AskStore {
  private claims = 0;

  constructor(private readonly db: Database) {}

  /** Takes an ask that nobody works on, or says how it stands. */
  async claim(companyId: string, id: string, fingerprint: string): Promise<Claim> {
    const { sql } = this.db;
    if (this.claims++ % sweepEvery === 0) await this.db.run(`DELETE FROM ai_asks WHERE expires_at < ${sql.now}`);
    const holder = randomUUID();
    const { changes } = await this.db.run(
      `${sql.insertIgnore} INTO ai_asks (id, company_id, fingerprint, status, holder, lease_until, outcome, expires_at)
       VALUES (?, ?, ?, 'running', ?, ${sql.now} + ${leaseMs}, NULL, ${sql.now} + ${keptMs})`,
      [id, companyId, fingerprint, holder],
    );
    if (changes === 1) return { state: 'mine', holder };
    const row = await this.row(id);
    // It failed and was released between the two statements: the next claim will get it.
    if (!row) return { state: 'running' };
    if (row.fingerprint !== fingerprint) return { state: 'other' };
    if (row.status !== 'running') return { state: row.status, outcome: row.outcome ?? 'null' };
    return Number(row.lease_until) > Number(row.now) ? { state: 'running' } : this.takeOver(id, row.holder, holder);
  }

  /** @returns false when somebody else has taken the ask meanwhile. */
  async renew(id: string, holder: string): Promise<boolean> {
    const { changes } = await this.db.run(
      `UPDATE ai_asks SET lease_until = ${this.db.sql.now} + ${leaseMs} WHERE id = ? AND holder = ? AND status = 'running'`,
      [id, holder],
    );
    return changes === 1;
  }

  /** Keeps what came of it. @returns false when somebody else has taken the ask meanwhile: then his outcome is the one that counts. */
  async finish(id: string, holder: string, status: 'succeeded' | 'failed', outcome: string): Promise<boolean> {
    const { changes } = await this.db.run(
      `UPDATE ai_asks SET status = ?, outcome = ?, expires_at = ${this.db.sql.now} + ${keptMs} WHERE id = ? AND holder = ? AND status = 'running'`,
      [status, outcome, id, holder],
    );
    return changes === 1;
  }

  /** After a failure that may pass: the next one may try at once. */
  async release(id: string, holder: string): Promise<void> {
    await this.db.run("DELETE FROM ai_asks WHERE id = ? AND holder = ? AND status = 'running'", [id, holder]);
  }

  /** The claims of a process that is gone. Only where no other process uses the database. */
  async releaseAll(): Promise<void> {
    await this.db.run("DELETE FROM ai_asks WHERE status = 'running'");
  }

  /** `unknown` also when the one who worked on it is gone: asking again starts it anew. */
  async status(id: string): Promise<'unknown' | AskRow['status']> {
    const row = await this.row(id);
    if (!row || (row.status === 'running' && Number(row.lease_until) <= Number(row.now))) return 'unknown';
    return row.status;
  }

  private async row(id: string): Promise<Row | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT fingerprint, status, holder, lease_until, outcome, ${this.db.sql.now} AS now FROM ai_asks WHERE id = ?`,
      [id],
    );
    return row;
  }

  private async takeOver(id: string, from: string, holder: string): Promise<Claim> {
    const { changes } = await this.db.run(
      `UPDATE ai_asks SET holder = ?, lease_until = ${this.db.sql.now} + ${leaseMs}
       WHERE id = ? AND holder = ? AND status = 'running' AND lease_until <= ${this.db.sql.now}`,
      [holder, id, from],
    );
    return changes === 1 ? { state: 'mine', holder } : { state: 'running' };
  }
}
