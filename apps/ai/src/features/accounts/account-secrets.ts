import { Injectable } from '@nestjs/common';
import { Vault, type SecretOwner } from '#libs/platform/vault';
import { originsOf, type Settings } from './account-settings.js';
import type { ProviderAccountRow } from './provider-account.entity.js';

type Owned = Pick<ProviderAccountRow, 'id' | 'companyId' | 'settings'>;

/**
 * Seals the secrets of accounts to their company, their row and the address they are for: a row that is copied elsewhere, or whose address
 * somebody changes in the database, stays shut.
 */
@Injectable()
export class AccountSecrets {
  constructor(private readonly vault: Vault) {}

  /** Null when there are none. */
  async seal(secrets: Settings, owner: Owned): Promise<string | null> {
    return Object.keys(secrets).length === 0 ? null : this.vault.seal(JSON.stringify(secrets), accountOwner(owner));
  }

  /** Right before they leave. @throws SECRET_UNREADABLE */
  async open(sealed: string | null, owner: Owned): Promise<Settings> {
    return sealed === null ? {} : (JSON.parse(await this.vault.open(sealed, accountOwner(owner))) as Settings);
  }
}

export const accountOwner = ({ id, companyId, settings }: Owned): SecretOwner => ({
  companyId,
  id,
  purpose: JSON.stringify(['ai-providers', ...originsOf(settings)]),
});
