import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import { type Caller, type signingSecret } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { SecretUses } from '#libs/platform/audit';
import { Vault } from '#libs/platform/vault';
import { signingSecretEntity, type SigningSecretRow } from './signing-secret.entity.js';

type Shown = z.infer<typeof signingSecret>;

/** How long webhooks carry signatures by both secrets after a rotation. */
const overlapMs = 24 * 60 * 60_000;
/** Standard Webhooks: 24 to 64 bytes. */
const secretBytes = 32;

const iso = (ms: number) => new Date(ms).toISOString();
const view = ({ hint, createdAt, previousUntil }: SigningSecretRow): Shown => ({
  hint,
  createdAt: iso(createdAt),
  previousUntil: previousUntil === null ? null : iso(previousUntil),
});
const owner = (companyId: string) => ({ companyId, id: companyId, purpose: 'webhook-signing' });
export const signingSecretOwner = ({ companyId }: Pick<SigningSecretRow, 'companyId'>) => owner(companyId);

/** Signs what a company posts to webhooks, as https://www.standardwebhooks.com says. */
@Injectable()
export class SigningSecretsService {
  private readonly rows: TenantRepository<SigningSecretRow>;

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly uses: SecretUses,
  ) {
    this.rows = new TenantRepository(db, signingSecretEntity);
  }

  /** @returns null before the first webhook and the first rotation */
  async get({ companyId }: Caller): Promise<Shown | null> {
    const row = await this.rows.get(companyId, companyId);
    return row ? view(row) : null;
  }

  /** A new secret; the one before signs along for a day. */
  async rotate({ companyId }: Caller): Promise<Shown & { secret: string }> {
    const before = await this.rows.get(companyId, companyId);
    const secret = newSecret();
    const now = await this.db.now();
    if (!before) {
      const row = await this.rowOf(companyId, secret, now);
      if (await this.inserted(row)) return { ...view(row), secret };
      return this.rotate({ companyId } as Caller);
    }
    const changes = {
      sealedSecret: await this.vault.seal(secret, owner(companyId)),
      hint: secret.slice(-4),
      createdAt: now,
      sealedPrevious: before.sealedSecret,
      previousUntil: now + overlapMs,
    };
    await this.rows.update(companyId, { id: companyId }, changes);
    return { ...view({ ...before, ...changes }), secret };
  }

  /** Headers that let the receiver know who posted and when. The first webhook of a company makes its secret. */
  async sign(companyId: string, id: string, body: string): Promise<Record<string, string>> {
    const row = await this.current(companyId);
    const at = new Date();
    this.uses.note({ type: 'signing-secret', id: companyId, companyId, label: 'webhooks' }, { runsTogether: true });
    const sealed = [row.sealedSecret];
    if (row.sealedPrevious !== null && row.previousUntil !== null && row.previousUntil > at.getTime())
      sealed.push(row.sealedPrevious);
    const secrets = await Promise.all(sealed.map((each) => this.vault.open(each, owner(companyId))));
    const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    };
  }

  private async current(companyId: string): Promise<SigningSecretRow> {
    const row = await this.rows.get(companyId, companyId);
    if (row) return row;
    const made = await this.rowOf(companyId, newSecret(), await this.db.now());
    return (await this.inserted(made)) ? made : this.current(companyId);
  }

  private async rowOf(companyId: string, secret: string, now: number): Promise<SigningSecretRow> {
    return {
      id: companyId,
      companyId,
      sealedSecret: await this.vault.seal(secret, owner(companyId)),
      hint: secret.slice(-4),
      createdAt: now,
      sealedPrevious: null,
      previousUntil: null,
    };
  }

  /** False when somebody else was faster. */
  private async inserted(row: SigningSecretRow): Promise<boolean> {
    try {
      await this.rows.insert(row.companyId, row);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

const newSecret = (): string => `whsec_${randomBytes(secretBytes).toString('base64')}`;
