import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { OidcClient } from './oidc-client.js';
import { oidcFlowEntity, type OidcFlowRow, type OidcProviderRow } from './oidc.entity.js';

export const flowLifeMs = 600_000;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const owner = (hash: string) => ({ companyId: 'platform', id: hash, purpose: 'oidc-flow' });

interface Secrets {
  verifier: string;
  nonce: string;
}
export type Flow = Pick<OidcFlowRow, 'providerId' | 'userId' | 'next'> & Secrets & { state: string };

/** Sign-ins that were begun and are not back yet: each counts once, for ten minutes, in the browser that began it. */
@Injectable()
export class OidcFlows {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly client: OidcClient,
  ) {}

  /** @returns where the browser goes, and the cookie that it brings back */
  async begin(
    provider: OidcProviderRow,
    { userId, next }: { userId: string | null; next: string },
  ): Promise<{ url: string; browser: string }> {
    const { url, state, ...secrets } = await this.client.begin(provider);
    const [hash, browser] = [digest(state), randomBytes(32).toString('base64url')];
    const now = await this.db.now();
    await this.db.run('DELETE FROM oidc_flows WHERE expires_at <= ?', [now]);
    await this.db.repository(oidcFlowEntity).insert({
      hash,
      providerId: provider.id,
      sealedSecrets: await this.vault.sealForTravel(JSON.stringify(secrets satisfies Secrets), owner(hash)),
      browserHash: digest(browser),
      userId,
      next,
      expiresAt: now + flowLifeMs,
    });
    return { url, browser };
  }

  /** Uses it up. @throws OIDC_REFUSED when it is unknown, used, too old, or another browser's */
  async take(state: string | undefined, browser: string | undefined): Promise<Flow> {
    const hash = digest(state ?? '');
    const row = await this.db.repository(oidcFlowEntity).findOneBy({ hash });
    if (!state || !browser || !row) throw new AppError('OIDC_REFUSED');
    const isTheirs = timingSafeEqual(Buffer.from(digest(browser)), Buffer.from(row.browserHash));
    if (!isTheirs || row.expiresAt <= (await this.db.now())) throw new AppError('OIDC_REFUSED');
    const { changes } = await this.db.run('DELETE FROM oidc_flows WHERE hash = ?', [hash]);
    if (changes === 0) throw new AppError('OIDC_REFUSED');
    const secrets = JSON.parse(await this.vault.open(row.sealedSecrets, owner(hash))) as Secrets;
    return { providerId: row.providerId, userId: row.userId, next: row.next, state, ...secrets };
  }
}
