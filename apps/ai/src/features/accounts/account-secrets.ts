import { Injectable } from '@nestjs/common';
import { SecretBox, type SecretOwner } from '#libs/platform/security';
import { originsOf, type Settings } from './account-settings.js';
import type { ProviderAccountRow } from './provider-account.entity.js';

type Owned = Pick<ProviderAccountRow, 'id' | 'companyId' | 'settings'>;

/**
 * Seals the secrets of accounts to their company, their row and the address they are for: a row that is copied elsewhere, or whose address
 * somebody changes in the database, stays shut.
 */
@Injectable()
export class AccountSecrets {
  constructor(private readonly box: SecretBox) {}

  /** Null when there are none. */
  seal(secrets: Settings, owner: Owned): string | null {
    return Object.keys(secrets).length === 0 ? null : this.box.seal(JSON.stringify(secrets), ownerOf(owner));
  }

  /** Right before they leave. @throws SECRET_UNREADABLE */
  open(sealed: string | null, owner: Owned): Settings {
    return sealed === null ? {} : (JSON.parse(this.box.open(sealed, ownerOf(owner))) as Settings);
  }
}

const ownerOf = ({ id, companyId, settings }: Owned): SecretOwner => ({
  companyId,
  id,
  purpose: JSON.stringify(['ai-providers', ...originsOf(settings)]),
});
