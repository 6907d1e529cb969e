import { createHash } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AuditActor, credentialUse } from '#libs/contracts';
import { SecretUses } from '#libs/platform/audit';
import { Database, isDuplicateKey, oneOf, outsideTransaction, TenantRepository } from '#libs/platform/database';
import { callContext } from '#libs/platform/rpc';
import type { z } from 'zod';
import { credentialUseEntity, type CredentialRow, type CredentialUseRow } from './credential.entity.js';

/** What was counted is written so often, ms. */
const pauseMs = 5000;
/** Users of one credential that are kept, the latest ones. */
const most = 200;

type Used = Pick<CredentialRow, 'companyId' | 'id' | 'name'>;
const iso = (ms: number) => new Date(ms).toISOString();

/** Who used which credential, when, how often and in which service. Counted in memory, and written a moment later; the audit log is told as well. */
@Injectable()
export class CredentialUses implements BeforeApplicationShutdown {
  private readonly rows: TenantRepository<CredentialUseRow>;
  private pending = new Map<string, CredentialUseRow>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly told: SecretUses,
  ) {
    this.rows = new TenantRepository(db, credentialUseEntity);
  }

  /** @param service where it is opened */
  note({ companyId, id: credentialId, name }: Used, service: string): void {
    this.told.note({ type: 'credential', id: credentialId, companyId, label: name });
    const actor: AuditActor = callContext.getStore()?.actor ?? { type: 'service', id: service };
    const id = createHash('sha256')
      .update(JSON.stringify([credentialId, service, actor.type, actor.id]))
      .digest('base64url');
    const [known, at] = [this.pending.get(id), Date.now()];
    if (known) Object.assign(known, { times: known.times + 1, lastAt: at });
    else
      this.pending.set(id, {
        id,
        companyId,
        credentialId,
        service,
        actorType: actor.type,
        actorId: actor.id,
        times: 1,
        firstAt: at,
        lastAt: at,
      });
    this.timer ??= setTimeout(() => void this.write().catch(() => undefined), pauseMs).unref();
  }

  async of(companyId: string, credentialId: string): Promise<z.infer<typeof credentialUse>[]> {
    await this.write();
    const rows = await this.rows.find(companyId, { where: { credentialId }, order: { lastAt: 'desc' }, limit: most });
    return rows.map(({ service, actorType, actorId, times, firstAt, lastAt }) => ({
      actor: { type: actorType, id: actorId },
      service,
      times,
      firstAt: iso(firstAt),
      lastAt: iso(lastAt),
    }));
  }

  /** Epoch ms of the latest use of each. */
  async latest(companyId: string, ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<{ id: string; at: number }>(
      `SELECT credential_id AS id, MAX(last_at) AS at FROM credential_uses WHERE company_id = ? AND credential_id IN (${ids.map(() => '?').join(', ')}) GROUP BY credential_id`,
      [companyId, ...ids],
    );
    const latest = new Map(rows.map(({ id, at }) => [id, at]));
    for (const { credentialId, lastAt } of this.pending.values())
      if (ids.includes(credentialId)) latest.set(credentialId, Math.max(lastAt, latest.get(credentialId) ?? 0));
    return latest;
  }

  async forget(companyId: string, credentialId: string): Promise<void> {
    await this.rows.delete(companyId, { credentialId });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write().catch(() => undefined);
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const uses = this.pending;
    this.pending = new Map();
    await outsideTransaction(async () => {
      for (const use of uses.values()) await this.add(use);
      for (const of of new Map([...uses.values()].map((use) => [use.credentialId, use])).values()) await this.prune(of);
    });
  }

  private async add(use: CredentialUseRow): Promise<void> {
    const { changes } = await this.db.run(
      'UPDATE credential_uses SET times = times + ?, last_at = ? WHERE id = ? AND company_id = ?',
      [use.times, use.lastAt, use.id, use.companyId],
    );
    if (changes > 0) return;
    try {
      await this.rows.insert(use.companyId, { ...use });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.add(use);
    }
  }

  private async prune({ companyId, credentialId }: CredentialUseRow): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      'SELECT id FROM credential_uses WHERE company_id = ? AND credential_id = ? ORDER BY last_at DESC LIMIT 1000 OFFSET ?',
      [companyId, credentialId, most],
    );
    if (rows.length > 0) await this.rows.delete(companyId, { id: oneOf(rows.map(({ id }) => id)) });
  }
}
