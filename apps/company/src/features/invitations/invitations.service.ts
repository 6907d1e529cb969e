import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  accountMailEvents,
  accountMailRpc,
  AppError,
  authRpc,
  mailLinkOwner,
  newId,
  roleAtLeast,
  type Caller,
  type CompanyMembership,
  type Invitation,
  type MailLanguage,
  type Role,
  type User,
} from '#libs/contracts';
import { Database, TenantRepository, type Tx } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { Limits } from '#libs/platform/limits';
import { RpcClient } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { companyEntity } from '../companies/company.entity.js';
import { Memberships } from '../members/memberships.js';
import { MembersService } from '../members/members.service.js';
import { publicUrl } from '../triggers/public-url.js';
import { invitationEntity, type InvitationRow } from './invitation.entity.js';

const day = 24 * 3600_000;
const lifeMs = 7 * day;
/** Open invitations of one company. */
const most = 500;

const digest = (token: string) => createHash('sha256').update(token).digest('hex');
const view = ({ id, email, role, invitedBy, createdAt, expiresAt }: InvitationRow): Invitation => ({
  id,
  email,
  role,
  invitedBy,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
});

/** Somebody is asked to join a company, by a link that counts once and proves the address. */
@Injectable()
export class InvitationsService {
  private readonly rows: TenantRepository<InvitationRow>;

  constructor(
    private readonly db: Database,
    private readonly members: MembersService,
    private readonly memberships: Memberships,
    private readonly rpc: RpcClient,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    private readonly limits: Limits,
    @Inject(publicUrl) private readonly url: string,
  ) {
    this.rows = new TenantRepository(db, invitationEntity);
  }

  async list({ companyId }: Caller) {
    const rows = await this.rows.find(companyId, { order: { id: 'desc' }, limit: most });
    const now = await this.db.now();
    return { items: rows.filter(({ expiresAt }) => expiresAt > now).map(view), nextCursor: null };
  }

  /** @returns the link where no mail can take it @throws CONFLICT for a member, FORBIDDEN for a role above one's own, LIMIT_EXCEEDED */
  async create(
    caller: Caller,
    { email, role }: { email: string; role: Role },
    language: MailLanguage,
  ): Promise<Invitation & { link: string | null }> {
    if (!roleAtLeast(caller.role, role))
      throw new AppError('FORBIDDEN', { detail: `Only a member with the role ${role} or higher may do this` });
    await this.memberships.assertEmailAllowed(caller.companyId, email);
    const { members } = await this.members.resolve(caller.companyId, [email, `user:${caller.userId ?? ''}`]);
    if (members.some((member) => member.email === email))
      throw new AppError('CONFLICT', { detail: `${email} is a member already` });
    const { available } = await this.rpc.call(accountMailRpc.accountMail, {});
    if ((await this.rows.count(caller.companyId, {})) >= most)
      throw new AppError('LIMIT_EXCEEDED', { detail: `A company has at most ${most} open invitations` });
    const token = randomBytes(32).toString('base64url');
    const now = await this.db.now();
    const row: InvitationRow = {
      id: newId('invitation'),
      companyId: caller.companyId,
      email,
      role,
      invitedBy: members.find(({ userId }) => userId === caller.userId)?.name ?? '',
      inviterId: caller.userId ?? '',
      hash: digest(token),
      createdAt: now,
      expiresAt: now + lifeMs,
    };
    const link = `${this.url}/join#${token}`;
    const company = await this.companyName(caller.companyId);
    await this.db.transaction(async (tx) => {
      await tx.run('DELETE FROM invitations WHERE company_id = ? AND (email = ? OR expires_at <= ?)', [
        row.companyId,
        email,
        now,
      ]);
      await this.rows.in(tx).insert(row.companyId, row);
      if (available) await this.mail(tx, row, { link, company, language });
    });
    return { ...view(row), link: available ? null : link };
  }

  /** @throws INVITATION_NOT_FOUND */
  async revoke({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0) throw new AppError('INVITATION_NOT_FOUND');
  }

  /** @throws LINK_INVALID, RATE_LIMITED */
  async look(token: string, address: string) {
    await this.slow(address);
    const row = await this.find(token);
    const { user } = await this.rpc.call(authRpc.userByEmail, { email: row.email });
    const { email, role, invitedBy, expiresAt } = view(row);
    const company = await this.companyName(row.companyId);
    return { email, role, invitedBy, expiresAt, company, hasAccount: user !== null };
  }

  /** With a new account. @throws LINK_INVALID, EMAIL_TAKEN, PASSWORD_WEAK, RATE_LIMITED */
  async join(
    { token, name, password }: { token: string; name: string; password: string },
    address: string,
  ): Promise<{ email: string; company: CompanyMembership }> {
    await this.slow(address);
    const { email, companyId } = await this.find(token);
    await this.memberships.assertEmailAllowed(companyId, email);
    const { user } = await this.rpc.call(authRpc.createUser, { email, name, password });
    return { email, company: await this.admit(token, user) };
  }

  /** With the account that is signed in. @throws LINK_INVALID, CONFLICT when it is another address */
  async accept({ userId }: Caller, token: string): Promise<{ company: CompanyMembership }> {
    if (userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person accepts an invitation' });
    const { email } = await this.find(token);
    const { users } = await this.rpc.call(authRpc.users, { ids: [userId] });
    const [user] = users;
    if (user?.email !== email)
      throw new AppError('CONFLICT', { detail: `This invitation is for ${email}. Sign in with that address.` });
    return { company: await this.admit(token, user) };
  }

  /** Uses it up. Whoever invited must still be allowed to give the role. @throws LINK_INVALID */
  private async admit(token: string, user: User): Promise<CompanyMembership> {
    const row = await this.find(token);
    const { membership: inviter } = await this.memberships.one(row.inviterId, row.companyId);
    if (!inviter || !roleAtLeast(inviter.role, row.role)) throw new AppError('LINK_INVALID');
    const { companyId, role } = row;
    const { id: userId, name, email } = user;
    await this.rpc.call(authRpc.emailProved, { userId, email });
    const company = await this.members.admit({ companyId, userId, name, email, role });
    await this.rows.delete(companyId, { id: row.id });
    return company;
  }

  /** @throws LINK_INVALID for one that is unknown, taken back, used or too old */
  private async find(token: string): Promise<InvitationRow> {
    // Whose it is, is what is asked: it knows no company yet.
    const row = await this.db.repository(invitationEntity).findOneBy({ hash: digest(token) });
    if (!row || row.expiresAt <= (await this.db.now())) throw new AppError('LINK_INVALID');
    return row;
  }

  private async mail(
    tx: Tx,
    { hash: key, email: to, expiresAt, invitedBy: by }: InvitationRow,
    { link, company, language }: { link: string; company: string; language: MailLanguage },
  ): Promise<void> {
    await this.outbox.add(tx, accountMailEvents.invitationMailRequested, {
      companyId: 'platform',
      data: {
        key,
        to,
        template: 'invitation',
        language,
        name: '',
        facts: { company, by },
        sealedLink: await this.vault.sealForTravel(link, mailLinkOwner(key)),
        expiresAt: new Date(expiresAt).toISOString(),
      },
    });
  }

  private async companyName(id: string): Promise<string> {
    return (await this.db.repository(companyEntity).findOneBy({ id }))?.name ?? '';
  }

  private async slow(address: string): Promise<void> {
    const { allowed, retryAfterMs } = await this.limits.take(`invitation:${address}`, {
      limit: 60,
      windowMs: 3600_000,
    });
    if (!allowed) throw new AppError('RATE_LIMITED', { retryAfterMs });
  }
}
