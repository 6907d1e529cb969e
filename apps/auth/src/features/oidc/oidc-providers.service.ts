import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type createOidcProvider,
  type In,
  type OidcProvider,
  type updateOidcProvider,
} from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { OidcClient, secretOwner } from './oidc-client.js';
import { oidcProviderEntity, type OidcProviderRow } from './oidc.entity.js';

/** Providers of one company. */
const most = 20;

/** Identity providers that companies set up for their own people. */
@Injectable()
export class OidcProvidersService {
  private readonly rows: TenantRepository<OidcProviderRow>;

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly client: OidcClient,
  ) {
    this.rows = new TenantRepository(db, oidcProviderEntity);
  }

  async list({ companyId }: Pick<Caller, 'companyId'>): Promise<OidcProvider[]> {
    return (await this.rows.find(companyId, { order: { id: 'asc' }, limit: most })).map((row) => this.view(row));
  }

  /** Asks the provider about itself before anything is kept. @throws OIDC_UNREACHABLE, EGRESS_REFUSED, LIMIT_EXCEEDED */
  async create({ companyId }: Caller, given: In<typeof createOidcProvider>['body']): Promise<OidcProvider> {
    if ((await this.rows.count(companyId, {})) >= most)
      throw new AppError('LIMIT_EXCEEDED', { detail: `A company has at most ${most} identity providers` });
    const id = newId('oidcProvider');
    const { clientSecret, ...fields } = given;
    const row: OidcProviderRow = {
      ...fields,
      id,
      companyId,
      sealedSecret: clientSecret === null ? null : await this.vault.seal(clientSecret, secretOwner({ id, companyId })),
      createdAt: await this.db.now(),
    };
    await this.client.check(row);
    await this.rows.insert(companyId, row);
    return this.view(row);
  }

  /** @throws OIDC_PROVIDER_NOT_FOUND */
  async update({ companyId }: Caller, id: string, given: In<typeof updateOidcProvider>['body']): Promise<OidcProvider> {
    const row = await this.require(companyId, id);
    const { clientSecret, name = row.name, clientId = row.clientId, emailDomains = row.emailDomains } = given;
    const joinRole = given.joinRole === undefined ? row.joinRole : given.joinRole;
    const sealedSecret =
      clientSecret === undefined
        ? row.sealedSecret
        : clientSecret && (await this.vault.seal(clientSecret, secretOwner(row)));
    const changes = { name, clientId, emailDomains, joinRole, sealedSecret };
    await this.rows.update(companyId, { id }, changes);
    this.client.forget(id);
    return this.view({ ...row, ...changes });
  }

  /** With its identities; the sessions that it opened end. @throws OIDC_PROVIDER_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    await this.require(companyId, id);
    const now = await this.db.now();
    await this.db.transaction(async (tx) => {
      await tx.run('UPDATE sessions SET revoked_at = ? WHERE provider_id = ? AND revoked_at IS NULL', [now, id]);
      await tx.run('DELETE FROM oidc_identities WHERE provider_id = ?', [id]);
      await tx.run('DELETE FROM oidc_flows WHERE provider_id = ?', [id]);
      await this.rows.in(tx).delete(companyId, { id });
    });
    this.client.forget(id);
  }

  /** Of whichever company: somebody signs in. @throws OIDC_PROVIDER_NOT_FOUND */
  async any(id: string): Promise<OidcProviderRow> {
    const row = await this.db.repository(oidcProviderEntity).findOneBy({ id });
    if (!row) throw new AppError('OIDC_PROVIDER_NOT_FOUND');
    return row;
  }

  /** Providers that take addresses of a domain. */
  async forDomain(domain: string): Promise<Pick<OidcProvider, 'id' | 'name'>[]> {
    // A domain has none of the signs that LIKE or JSON would read otherwise.
    const rows = await this.db.query<{ id: string; name: string }>(
      'SELECT id, name FROM oidc_providers WHERE email_domains LIKE ? ORDER BY id LIMIT 20',
      [`%${JSON.stringify(domain).replace(/[%_]/g, '')}%`],
    );
    return rows;
  }

  private async require(companyId: string, id: string): Promise<OidcProviderRow> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('OIDC_PROVIDER_NOT_FOUND');
    return row;
  }

  private view(row: OidcProviderRow): OidcProvider {
    const { id, name, issuer, clientId, sealedSecret, emailDomains, joinRole, createdAt } = row;
    return {
      id,
      name,
      issuer,
      clientId,
      hasSecret: sealedSecret !== null,
      emailDomains,
      joinRole,
      callbackUrl: this.client.callbackUrl,
      createdAt: new Date(createdAt).toISOString(),
    };
  }
}
