import { Injectable } from '@nestjs/common';
import {
  credentialOwner,
  type KeptSecrets,
  type OpenCredential,
  type OpenSecrets,
  type SealedCredential,
} from '#libs/platform/outbound';
import { Vault } from '#libs/platform/vault';
import { AccessTokens } from './connections/access-tokens.js';
import type { CredentialRow } from './credential.entity.js';
import { CredentialRepository } from './credential.repository.js';
import { CredentialUses } from './credential-uses.js';

/** Opens credentials for use, and only for that: nothing that it gives goes into an answer. */
@Injectable()
export class CredentialOpener {
  constructor(
    private readonly rows: CredentialRepository,
    private readonly vault: Vault,
    private readonly tokens: AccessTokens,
    private readonly uses: CredentialUses,
  ) {}

  /** Right before it leaves. @throws CREDENTIAL_NOT_FOUND, also for one of another company; CREDENTIAL_NOT_CONNECTED; SECRET_UNREADABLE */
  async open(companyId: string, id: string): Promise<OpenCredential> {
    const row = await this.rows.require(companyId, id);
    this.uses.note(row, 'company');
    const { allowedHosts, updatedAt } = row;
    return { id, companyId, allowedHosts, updatedAt, secrets: await this.usable(row) };
  }

  /** For another service, which opens it where it leaves: of a connection the access token alone. @throws as `open` */
  async sealedFor(
    service: string,
    companyId: string,
    id: string,
  ): Promise<SealedCredential & Pick<CredentialRow, 'kind'>> {
    const row = await this.rows.require(companyId, id);
    this.uses.note(row, service);
    const { kind, allowedHosts, updatedAt } = row;
    const owner = credentialOwner(companyId, id);
    const isConnected = kind === 'oauth2' || kind === 'oauth2-client';
    const sealed = isConnected
      ? await this.vault.sealForTravel(JSON.stringify(await this.usable(row)), owner)
      : await this.vault.carry(row.sealed, owner);
    return { id, companyId, kind, sealed, allowedHosts, updatedAt };
  }

  /** All that it keeps. @throws SECRET_UNREADABLE */
  async kept({ companyId, id, sealed }: CredentialRow): Promise<KeptSecrets> {
    return JSON.parse(await this.vault.open(sealed, credentialOwner(companyId, id))) as KeptSecrets;
  }

  private async usable(row: CredentialRow): Promise<OpenSecrets> {
    const secrets = await this.kept(row);
    if (secrets.kind !== 'oauth2' && secrets.kind !== 'oauth2-client') return secrets;
    return { kind: secrets.kind, accessToken: await this.tokens.of(row, secrets) };
  }
}
