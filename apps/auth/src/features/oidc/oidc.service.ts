import { Injectable } from '@nestjs/common';
import { AppError, companyRpc, newId, type Session } from '#libs/contracts';
import { Database, isDuplicateKey, type Tx } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { AccountMailer } from '../account/account-mailer.js';
import { Attempts } from '../limits/attempts.js';
import type { Client } from '../sessions/session.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { UserRow } from '../users/user.entity.js';
import { UserRepository } from '../users/user.repository.js';
import { OidcClient, type Claims } from './oidc-client.js';
import { OidcFlows } from './oidc-flows.js';
import { OidcProvidersService } from './oidc-providers.service.js';
import { oidcIdentityEntity, type OidcIdentityRow, type OidcProviderRow } from './oidc.entity.js';

/**
 * Signing in by an identity provider of a company. The company vouches for itself alone: such a session is for that company and no other, and
 * an address that has an account already is never taken over by whoever claims it; its owner connects the two.
 */
@Injectable()
export class OidcService {
  constructor(
    private readonly db: Database,
    private readonly providers: OidcProvidersService,
    private readonly flows: OidcFlows,
    private readonly client: OidcClient,
    private readonly users: UserRepository,
    private readonly sessions: SessionsService,
    private readonly attempts: Attempts,
    private readonly mailer: AccountMailer,
    private readonly rpc: RpcClient,
  ) {}

  /** @throws RATE_LIMITED */
  async discover(email: string, address: string) {
    await this.attempts.take('discover', { address });
    return { providers: await this.providers.forDomain(email.split('@')[1] ?? '') };
  }

  /** @throws OIDC_PROVIDER_NOT_FOUND, OIDC_UNREACHABLE, EGRESS_REFUSED, RATE_LIMITED */
  async begin(providerId: string, next: string | undefined, address: string) {
    await this.attempts.take('discover', { address });
    return this.flows.begin(await this.providers.any(providerId), { userId: null, next: next ?? '/' });
  }

  /** Of the company for which the person works now. @throws OIDC_PROVIDER_NOT_FOUND, OIDC_UNREACHABLE, EGRESS_REFUSED */
  async link(userId: string, companyId: string, providerId: string, next: string | undefined) {
    const provider = await this.providers.any(providerId);
    if (provider.companyId !== companyId) throw new AppError('OIDC_PROVIDER_NOT_FOUND');
    return this.flows.begin(provider, { userId, next: next ?? '/profile' });
  }

  /**
   * The browser is back. @returns where it goes on, and the session when somebody signed in
   * @throws OIDC_REFUSED, OIDC_NOT_LINKED, OIDC_NO_MEMBER, OIDC_UNREACHABLE
   */
  async finish(
    query: Readonly<Record<string, unknown>> & { state?: string | undefined },
    browser: string | undefined,
    client: Client,
  ): Promise<{ next: string; session?: Session }> {
    const flow = await this.flows.take(query.state, browser);
    const provider = await this.providers.any(flow.providerId);
    const claims = await this.client.finish(provider, query, flow);
    if (!claims.email || !provider.emailDomains.includes(claims.email.split('@')[1] ?? ''))
      throw new AppError('OIDC_REFUSED', { detail: 'This address is none of the domains of the provider' });
    if (flow.userId !== null) {
      await this.connect(provider, claims, flow.userId, client.address);
      return { next: flow.next };
    }
    const user = (await this.known(provider, claims)) ?? (await this.join(provider, claims));
    return { next: flow.next, session: await this.sessions.beginBound(user, client, provider) };
  }

  async identities(userId: string, companyId: string) {
    const rows = await this.rows().find({ where: { userId }, order: { id: 'asc' }, take: 100 });
    const named = await Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        providerId: row.providerId,
        provider: (await this.providers.any(row.providerId)).name,
        createdAt: new Date(row.createdAt).toISOString(),
        lastUsedAt: new Date(row.lastUsedAt).toISOString(),
      })),
    );
    const linked = new Set(rows.map(({ providerId }) => providerId));
    const available = (await this.providers.list({ companyId })).filter(({ id }) => !linked.has(id));
    return { items: named, available: available.map(({ id, name }) => ({ id, name })), nextCursor: null };
  }

  /** The sessions that came by it end. @throws NOT_FOUND */
  async unlink(userId: string, id: string, address: string): Promise<void> {
    const row = await this.rows().findOneBy({ id, userId });
    if (!row) throw new AppError('NOT_FOUND', { detail: 'Your account is not connected so' });
    const now = await this.db.now();
    await this.db.transaction(async (tx) => {
      await tx.run('DELETE FROM oidc_identities WHERE id = ?', [id]);
      await tx.run('UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND provider_id = ? AND revoked_at IS NULL', [
        now,
        userId,
        row.providerId,
      ]);
      await this.mailer.changed(tx, userId, 'identity_unlinked', address);
    });
  }

  /** Somebody who signed in so before, and still is a member. @throws OIDC_NO_MEMBER */
  private async known(provider: OidcProviderRow, { subject }: Claims): Promise<UserRow | undefined> {
    const row = await this.rows().findOneBy({ providerId: provider.id, subject });
    const user = row ? await this.users.byId(row.userId) : undefined;
    if (!row || !user) return undefined;
    const { membership } = await this.rpc.call(companyRpc.membership, {
      userId: user.id,
      companyId: provider.companyId,
    });
    if (!membership) {
      if (provider.joinRole === null) throw new AppError('OIDC_NO_MEMBER');
      await this.admit(provider, user);
    }
    await this.db.run('UPDATE oidc_identities SET last_used_at = ? WHERE id = ?', [await this.db.now(), row.id]);
    return user;
  }

  /** The first time: a new account, and a member of the company. @throws OIDC_NO_MEMBER, OIDC_NOT_LINKED */
  private async join(provider: OidcProviderRow, claims: Claims): Promise<UserRow> {
    const email = claims.email!;
    if (await this.users.byEmail(email)) throw new AppError('OIDC_NOT_LINKED');
    if (provider.joinRole === null) throw new AppError('OIDC_NO_MEMBER');
    const now = await this.db.now();
    const user: UserRow = {
      id: newId('user'),
      email,
      name: claims.name ?? email.split('@')[0]!,
      // Opens to no password; one may be set by a link that is mailed to the address.
      passwordHash: '',
      pendingCompany: null,
      createdAt: now,
      emailVerifiedAt: null,
    };
    try {
      await this.users.insert(user, (tx) => this.insert(tx, provider, claims, user.id, now));
    } catch (error) {
      if (AppError.is(error, 'EMAIL_TAKEN')) throw new AppError('OIDC_NOT_LINKED', {}, { cause: error });
      throw error;
    }
    await this.admit(provider, user);
    return user;
  }

  private async admit({ companyId, joinRole }: OidcProviderRow, user: UserRow): Promise<void> {
    const { id: userId, name, email } = user;
    await this.rpc.call(companyRpc.admitMember, { companyId, userId, name, email, role: joinRole! });
  }

  /** @throws OIDC_REFUSED when somebody else is connected with this subject */
  private async connect(provider: OidcProviderRow, claims: Claims, userId: string, address: string): Promise<void> {
    const now = await this.db.now();
    try {
      await this.db.transaction(async (tx) => {
        await this.insert(tx, provider, claims, userId, now);
        await this.mailer.changed(tx, userId, 'identity_linked', address);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const there = await this.rows().findOneBy({ providerId: provider.id, subject: claims.subject });
      if (there?.userId !== userId)
        throw new AppError('OIDC_REFUSED', { detail: 'Another account is connected with this identity' });
    }
  }

  private async insert(
    tx: Tx,
    provider: OidcProviderRow,
    { subject }: Claims,
    userId: string,
    now: number,
  ): Promise<void> {
    const row: OidcIdentityRow = {
      id: newId('oidcIdentity'),
      providerId: provider.id,
      subject,
      userId,
      createdAt: now,
      lastUsedAt: now,
    };
    await tx.manager.getRepository(oidcIdentityEntity).insert(row);
  }

  private rows() {
    return this.db.repository(oidcIdentityEntity);
  }
}
