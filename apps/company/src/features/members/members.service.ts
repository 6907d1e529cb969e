import { Injectable } from '@nestjs/common';
import {
  accountMailRpc,
  AppError,
  authRpc,
  type companyRpc,
  newId,
  roleAtLeast,
  type Caller,
  type CompanyMembership,
  type Member,
  type Page,
  type PageQuery,
  type Role,
  type RpcIn,
  type User,
} from '#libs/contracts';
import { contains, Database, isDuplicateKey, type TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import type { MemberRow } from './member.entity.js';
import { MemberRepository } from './member.repository.js';
import { Memberships } from './memberships.js';
import { names } from './recipients.js';

export const memberView = (row: MemberRow): Member => ({
  id: row.id,
  userId: row.userId,
  name: row.name,
  email: row.email,
  role: row.role,
  createdAt: new Date(row.createdAt).toISOString(),
  deactivatedAt: row.deactivatedAt === null ? null : new Date(row.deactivatedAt).toISOString(),
});

@Injectable()
export class MembersService {
  constructor(
    private readonly db: Database,
    private readonly members: MemberRepository,
    private readonly memberships: Memberships,
    private readonly rpc: RpcClient,
  ) {}

  async list(caller: Caller, query: PageQuery & { search?: string | undefined }): Promise<Page<Member>> {
    const { search, ...page } = query;
    const where = search ? { name: contains(search) } : {};
    const found = await this.members.page(caller.companyId, { ...page, where, order: ['name', 'asc'] });
    return { items: found.items.map(memberView), nextCursor: found.nextCursor };
  }

  /** Adds a person: with the account that exists under the address, else with a new one. @throws FORBIDDEN, CONFLICT, PASSWORD_WEAK, VALIDATION_FAILED, EMAIL_DOMAIN_NOT_ALLOWED */
  async add(
    caller: Caller,
    request: { email: string; name: string; role: Role; password?: string | undefined },
  ): Promise<Member> {
    this.assertMayGive(caller, request.role);
    await this.memberships.assertEmailAllowed(caller.companyId, request.email);
    const { user: known } = await this.rpc.call(authRpc.userByEmail, { email: request.email });
    if (known) await this.assertTheirs(known);
    const user = known ?? (await this.createAccount(request));
    const row: MemberRow = {
      id: newId('member'),
      companyId: caller.companyId,
      userId: user.id,
      name: user.name,
      email: user.email,
      role: request.role,
      createdAt: await this.db.now(),
      deactivatedAt: null,
    };
    try {
      await this.members.insert(caller.companyId, row);
    } catch (error) {
      if (isDuplicateKey(error)) throw new AppError('CONFLICT', { detail: `${user.email} is a member already` });
      throw error;
    }
    return memberView(row);
  }

  /**
   * Makes somebody a member whom the company's identity provider or an invitation vouches for; again is harmless.
   * @throws COMPANY_NOT_FOUND, EMAIL_DOMAIN_NOT_ALLOWED, FORBIDDEN for a member who is deactivated
   */
  async admit({ companyId, ...person }: RpcIn<typeof companyRpc.admitMember>): Promise<CompanyMembership> {
    const { userId } = person;
    await this.memberships.assertEmailAllowed(companyId, person.email);
    const createdAt = await this.db.now();
    const row: MemberRow = { ...person, id: newId('member'), companyId, createdAt, deactivatedAt: null };
    try {
      if (!(await this.members.exists(companyId, { userId }))) await this.members.insert(companyId, row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const { membership } = await this.memberships.one(userId, companyId);
    if (membership) return membership;
    if ((await this.members.findOne(companyId, { userId }))?.deactivatedAt)
      throw new AppError('FORBIDDEN', { detail: 'You are deactivated in this company. Ask an administrator.' });
    throw new AppError('COMPANY_NOT_FOUND');
  }

  /** @throws MEMBER_NOT_FOUND, FORBIDDEN, LAST_OWNER */
  async changeRole(caller: Caller, id: string, role: Role): Promise<Member> {
    const row = await this.members.require(caller.companyId, id);
    this.assertMayGive(caller, role);
    this.assertMayGive(caller, row.role);
    if (row.role === role) return memberView(row);
    await this.keepingAnOwner(caller.companyId, row, (members) => members.update(caller.companyId, { id }, { role }));
    return memberView({ ...row, role });
  }

  /** @throws MEMBER_NOT_FOUND, FORBIDDEN, LAST_OWNER */
  async remove(caller: Caller, id: string): Promise<void> {
    const row = await this.members.require(caller.companyId, id);
    this.assertMayGive(caller, row.role);
    await this.keepingAnOwner(caller.companyId, row, (members) => members.delete(caller.companyId, { id }));
  }

  /** Their sessions and API keys stop counting for this company within five seconds. @throws MEMBER_NOT_FOUND, FORBIDDEN, LAST_OWNER, CONFLICT */
  async deactivate(caller: Caller, id: string): Promise<Member> {
    const row = await this.members.require(caller.companyId, id);
    this.assertMayGive(caller, row.role);
    if (row.userId === caller.userId) throw new AppError('CONFLICT', { detail: 'You cannot deactivate yourself' });
    if (row.deactivatedAt !== null) return memberView(row);
    const deactivatedAt = await this.db.now();
    await this.keepingAnOwner(caller.companyId, row, (members) =>
      members.update(caller.companyId, { id }, { deactivatedAt }),
    );
    return memberView({ ...row, deactivatedAt });
  }

  /** @throws MEMBER_NOT_FOUND, FORBIDDEN */
  async reactivate(caller: Caller, id: string): Promise<Member> {
    const row = await this.members.require(caller.companyId, id);
    this.assertMayGive(caller, row.role);
    if (row.deactivatedAt !== null) await this.members.update(caller.companyId, { id }, { deactivatedAt: null });
    return memberView({ ...row, deactivatedAt: null });
  }

  /** `role:x` (x or higher), `user:<id>` or an e-mail address → members; what names nobody comes back in `unknown`. */
  async resolve(companyId: string, recipients: readonly string[]): Promise<{ members: Member[]; unknown: string[] }> {
    const members = await this.members.named(companyId, recipients);
    const unknown = recipients.filter((recipient) => !members.some((row) => names(recipient, row)));
    return { members: members.map(memberView), unknown };
  }

  private async createAccount(request: { email: string; name: string; password?: string | undefined }): Promise<User> {
    if (request.password === undefined) {
      throw new AppError('VALIDATION_FAILED', {
        issues: [{ path: 'password', message: 'expected a first password: this address has no account yet' }],
      });
    }
    return (
      await this.rpc.call(authRpc.createUser, { email: request.email, name: request.name, password: request.password })
    ).user;
  }

  /**
   * Anybody can sign up with an address of somebody else. Where mails are sent, an account counts for its address once that is verified.
   * @throws CONFLICT
   */
  private async assertTheirs({ email, emailVerified }: User): Promise<void> {
    if (emailVerified || !(await this.rpc.call(accountMailRpc.accountMail, {})).available) return;
    throw new AppError('CONFLICT', {
      detail: `${email} has an account, but nobody has proved yet that the address is theirs. Ask them to verify it, then add them.`,
      issues: [{ path: 'email', message: 'is not verified by its owner yet' }],
    });
  }

  private assertMayGive(caller: Caller, role: Role): void {
    if (!roleAtLeast(caller.role, role))
      throw new AppError('FORBIDDEN', { detail: `Only a member with the role ${role} or higher may do this` });
  }

  /** Counts the owners in the transaction of the change, with their rows locked: two owners cannot step down at once. */
  private async keepingAnOwner(
    companyId: string,
    row: MemberRow,
    change: (members: TenantRepository<MemberRow>) => Promise<number>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const owners = await tx.query<{ id: string }>(
        `SELECT id FROM members WHERE company_id = ? AND role = 'owner' AND deactivated_at IS NULL${tx.sql.forUpdate}`,
        [companyId],
      );
      await change(this.members.in(tx));
      const left = await tx.query<{ id: string }>(
        "SELECT id FROM members WHERE company_id = ? AND role = 'owner' AND deactivated_at IS NULL LIMIT 1",
        [companyId],
      );
      if (owners.length > 0 && left.length === 0)
        throw new AppError('LAST_OWNER', { detail: `${row.name} is the last owner` });
    });
  }
}
