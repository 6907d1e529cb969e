import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Vault, type Sealer } from '#libs/platform/vault';
import type { TriggerRow } from './trigger.entity.js';

export const hookTokenOwner = ({ companyId, id }: Pick<TriggerRow, 'companyId' | 'id'>) => ({
  companyId,
  id,
  purpose: 'hooks',
});

/** What a token is looked up by. The database holds no token that could be used. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Tokens in the addresses of webhooks: 256 random bits. */
@Injectable()
export class HookTokens {
  constructor(private readonly vault: Vault) {}

  /** Asked for before a transaction in which addresses are made. */
  sealer(companyId: string): Promise<Sealer> {
    return this.vault.sealer(companyId);
  }

  fresh(sealer: Sealer, owner: Pick<TriggerRow, 'companyId' | 'id'>): Pick<TriggerRow, 'tokenHash' | 'sealedToken'> {
    const token = randomBytes(32).toString('base64url');
    return { tokenHash: tokenHash(token), sealedToken: sealer.seal(token, hookTokenOwner(owner)) };
  }

  /** The token itself, for the address that is shown. */
  async open(row: TriggerRow): Promise<string | null> {
    return row.sealedToken === null ? null : this.vault.open(row.sealedToken, hookTokenOwner(row));
  }
}
