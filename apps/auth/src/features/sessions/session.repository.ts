import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AppError, newId, type MailLanguage } from '#libs/contracts';
import { Database, type SqlExecutor, type Tx } from '#libs/platform/database';
import { refreshEntity, sessionEntity, type SessionRow } from './session.entity.js';

/** Where a request came from, as shown in the list of sessions. */
export interface Client {
  address: string;
  device: string;
  /** Of the mails that follow; English unless set. */
  language?: MailLanguage;
}

export const sessionLifeMs = 30 * 24 * 3600_000;
/** Two tabs share one cookie: a second use this soon after the first is a race, not a theft. */
const raceMs = 10_000;

const digest = (token: string) => createHash('sha256').update(token).digest('hex');

@Injectable()
export class SessionRepository {
  constructor(private readonly db: Database) {}

  /** A new session with its first refresh token. */
  async open(
    userId: string,
    client: Client,
    by: Pick<SessionRow, 'companyId' | 'providerId'> = { companyId: null, providerId: null },
  ): Promise<{ session: SessionRow; refreshToken: string }> {
    const now = await this.db.now();
    const session: SessionRow = {
      id: newId('session'),
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + sessionLifeMs,
      revokedAt: null,
      address: client.address.slice(0, 64),
      device: client.device.slice(0, 300),
      companyId: by.companyId,
      providerId: by.providerId,
    };
    const refreshToken = await this.db.transaction(async (tx) => {
      await this.forgetExpired(tx, userId, now);
      await tx.manager.getRepository(sessionEntity).insert(session);
      return this.issue(tx, session.id, now);
    });
    return { session, refreshToken };
  }

  /**
   * Uses a refresh token up and issues the next of its family. A token that was used before ends the session; `shared` (it came
   * by the cookie that all tabs of a browser share) forgives that within ten seconds.
   * @throws REFRESH_INVALID, REFRESH_REUSED
   */
  async rotate(token: string, shared: boolean): Promise<{ session: SessionRow; refreshToken: string }> {
    const hash = digest(token);
    const now = await this.db.now();
    const outcome = await this.db.transaction(async (tx) => {
      const { changes: first } = await tx.run(
        'UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL',
        [now, hash],
      );
      const row = await tx.manager.getRepository(refreshEntity).findOneBy({ hash });
      if (!row) return undefined;
      const session = await tx.manager.getRepository(sessionEntity).findOneBy({ id: row.sessionId });
      if (!session || session.revokedAt !== null || session.expiresAt <= now) return undefined;
      const race = shared && row.usedAt !== null && now - row.usedAt <= raceMs;
      if (first === 0 && !race) {
        await this.revokeIn(tx, session.id, now);
        return 'reused' as const;
      }
      await tx.manager.getRepository(sessionEntity).update({ id: session.id }, { lastUsedAt: now });
      return { session: { ...session, lastUsedAt: now }, refreshToken: await this.issue(tx, session.id, now) };
    });
    if (outcome === undefined) throw new AppError('REFRESH_INVALID');
    if (outcome === 'reused') throw new AppError('REFRESH_REUSED');
    return outcome;
  }

  /** The session that a refresh token belongs to, used or not. */
  async byToken(token: string): Promise<SessionRow | undefined> {
    const row = await this.db.repository(refreshEntity).findOneBy({ hash: digest(token) });
    return row ? this.byId(row.sessionId) : undefined;
  }

  async byId(id: string): Promise<SessionRow | undefined> {
    return (await this.db.repository(sessionEntity).findOneBy({ id })) ?? undefined;
  }

  /** The session while it stands: for one company alone, or for all of the person's, and how long ago it began. */
  async standing(id: string, userId: string): Promise<(Pick<SessionRow, 'companyId'> & { ageMs: number }) | undefined> {
    const [row] = await this.db.query<{ company_id: string | null; age: number }>(
      `SELECT company_id, ${this.db.sql.now} - created_at AS age FROM sessions WHERE id = ? AND user_id = ? AND revoked_at IS NULL AND expires_at > ${this.db.sql.now}`,
      [id, userId],
    );
    return row && { companyId: row.company_id, ageMs: Math.max(0, Number(row.age)) };
  }

  async openOf(userId: string): Promise<SessionRow[]> {
    const now = await this.db.now();
    const rows = await this.db
      .repository(sessionEntity)
      .find({ where: { userId, revokedAt: IsNull() }, order: { lastUsedAt: 'desc' }, take: 200 });
    return rows.filter((row) => row.expiresAt > now);
  }

  /** @returns whether there was such an open session. */
  async revoke(id: string, userId: string): Promise<boolean> {
    const { changes } = await this.db.run(
      'UPDATE sessions SET revoked_at = ? WHERE id = ? AND user_id = ? AND revoked_at IS NULL',
      [await this.db.now(), id, userId],
    );
    return changes > 0;
  }

  /** Ends all open sessions of a person, but the one to keep. @returns how many */
  async revokeAll(tx: SqlExecutor, userId: string, now: number, keep?: string): Promise<number> {
    const { changes } = await tx.run(
      'UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL AND id <> ?',
      [now, userId, keep ?? ''],
    );
    return changes;
  }

  private async issue(tx: Tx, sessionId: string, now: number): Promise<string> {
    const token = `rt_${randomBytes(32).toString('base64url')}`;
    await tx.manager
      .getRepository(refreshEntity)
      .insert({ hash: digest(token), sessionId, createdAt: now, usedAt: null });
    return token;
  }

  /** A used token must be kept as long as its session could be renewed, and no longer. */
  private async forgetExpired(tx: Tx, userId: string, now: number): Promise<void> {
    const expired = await tx.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = ? AND expires_at <= ?', [
      userId,
      now,
    ]);
    for (const { id } of expired) {
      await tx.run('DELETE FROM refresh_tokens WHERE session_id = ?', [id]);
      await tx.run('DELETE FROM sessions WHERE id = ?', [id]);
    }
  }

  private async revokeIn(tx: Tx, id: string, now: number): Promise<void> {
    await tx.run('UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [now, id]);
  }
}
