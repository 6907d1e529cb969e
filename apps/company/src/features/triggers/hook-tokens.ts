import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '#libs/platform/security';
import type { TriggerRow } from './trigger.entity.js';

const owner = (companyId: string, id: string) => ({ companyId, id, purpose: 'hooks' });

/** What a token is looked up by. The database holds no token that could be used. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Tokens in the addresses of webhooks: 256 random bits. */
@Injectable()
export class HookTokens {
  constructor(private readonly box: SecretBox) {}

  fresh(companyId: string, id: string): Pick<TriggerRow, 'tokenHash' | 'sealedToken'> {
    const token = randomBytes(32).toString('base64url');
    return { tokenHash: tokenHash(token), sealedToken: this.box.seal(token, owner(companyId, id)) };
  }

  /** The token itself, for the address that is shown. */
  open({ companyId, id, sealedToken }: TriggerRow): string | null {
    return sealedToken === null ? null : this.box.open(sealedToken, owner(companyId, id));
  }
}
