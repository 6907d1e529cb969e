import {
  accountMailRpc,
  accountRpc,
  AppError,
  authRpc,
  companyRpc,
  newId,
  resetLinkOwner,
  type Caller,
  type RpcIn,
  type User,
} from '#libs/contracts';
import { HandleRpc, type RpcClient } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { companyService } from '../../app.module.js';
import { CompaniesService } from '../companies/companies.service.js';
import { MembersService } from './members.service.js';
import { ResetLinks } from './reset-links.js';

/** Accounts, by address. */
class Auth {
  readonly users = new Map<string, User>();

  account(email: string, emailVerified: boolean): User {
    const user = { id: newId('user'), email, emailVerified, name: 'Ann', createdAt: new Date(0).toISOString() };
    this.users.set(email, user);
    return user;
  }
  /** For whom links were made. */
  readonly links: string[] = [];
  vault: Vault | undefined;
  @HandleRpc(accountRpc.createResetLink) async link(
    { companyId }: Caller,
    { userId }: RpcIn<typeof accountRpc.createResetLink>,
  ) {
    this.links.push(userId);
    const owner = resetLinkOwner(companyId, userId);
    const sealedLink = await this.vault!.sealForTravel('https://aaas.example/reset-password#x', owner);
    return { sealedLink, expiresAt: new Date(0).toISOString() };
  }
  @HandleRpc(authRpc.userByEmail) userByEmail(_: unknown, { email }: RpcIn<typeof authRpc.userByEmail>) {
    return { user: this.users.get(email) ?? null };
  }
  @HandleRpc(authRpc.createUser) createUser(_: unknown, { email }: RpcIn<typeof authRpc.createUser>) {
    return { user: this.account(email, false) };
  }
}
class Notifications {
  available = true;
  @HandleRpc(accountMailRpc.accountMail) accountMail() {
    return { available: this.available };
  }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('members on %s', (backend) => {
  const [auth, notifications] = [new Auth(), new Notifications()];
  let company: ServiceUnderTest;
  let members: MembersService;
  let asAuth: RpcClient;

  beforeAll(async () => {
    company = await ServiceUnderTest.start(companyService, backend, { auth, notifications });
    members = company.get(MembersService);
    asAuth = company.as('auth');
    auth.vault = company.get(Vault);
  });
  afterAll(() => company.stop());

  const fresh = async () => {
    const ownerId = newId('user');
    const { id } = await company
      .get(CompaniesService)
      .create({ ownerId, ownerName: 'Mara', ownerEmail: 'mara@larkfield.example', name: 'Larkfield' });
    return callerAs('owner', id, ownerId);
  };
  const request = (email: string) => ({
    email,
    name: 'Ann',
    role: 'operator' as const,
    password: 'four grey herons wade',
  });

  it('A4: an account that somebody made with an address of others joins nothing', async () => {
    const caller = await fresh();
    auth.account('squatted@larkfield.example', false);
    auth.account('proved@larkfield.example', true);
    notifications.available = true;
    expect(await codeOf(members.add(caller, request('squatted@larkfield.example')))).toBe('CONFLICT');
    expect(await codeOf(members.add(caller, request('proved@larkfield.example')))).toBe('done');
    expect(await codeOf(members.add(caller, request('new@larkfield.example')))).toBe('done');
    // Where no mail is sent nobody can prove it.
    notifications.available = false;
    expect(await codeOf(members.add(caller, request('squatted@larkfield.example')))).toBe('done');
  });

  it('whom the identity provider of the company vouches for are admitted once', async () => {
    const { companyId } = await fresh();
    const person = {
      companyId,
      userId: newId('user'),
      name: 'Bo',
      email: 'bo@larkfield.example',
      role: 'operator' as const,
    };
    const all = await Promise.all([1, 2, 3].map(() => asAuth.call(companyRpc.admitMember, person)));
    for (const { membership } of all)
      expect(membership).toEqual({ id: companyId, name: 'Larkfield', role: 'operator', state: 'active' });
    // A member already stays as they are.
    const again = await asAuth.call(companyRpc.admitMember, { ...person, role: 'admin' });
    expect(again.membership.role).toBe('operator');
    const elsewhere = asAuth.call(companyRpc.admitMember, { ...person, companyId: newId('company') });
    expect(await codeOf(elsewhere)).toBe('COMPANY_NOT_FOUND');
  });

  it('who are deactivated are in no company and get no messages, until they are let in again', async () => {
    const caller = await fresh();
    auth.account('dee@larkfield.example', true);
    const { id, userId } = await members.add(caller, request('dee@larkfield.example'));
    const names = async () => (await members.resolve(caller.companyId, ['role:viewer'])).members.map((each) => each.id);
    const standing = async () =>
      (await company.rpc.call(companyRpc.membership, { userId, companyId: caller.companyId })).membership;
    expect(await names()).toContain(id);
    expect((await members.deactivate(caller, id)).deactivatedAt).not.toBeNull();
    expect(await standing()).toBeNull();
    expect(await names()).not.toContain(id);
    expect((await asAuth.call(companyRpc.memberships, { userId })).companies).toEqual([]);
    // Neither the identity provider nor an invitation opens the door again.
    const again = { companyId: caller.companyId, userId, name: 'Dee', email: 'dee@larkfield.example' };
    expect(await codeOf(asAuth.call(companyRpc.admitMember, { ...again, role: 'viewer' }))).toBe('FORBIDDEN');
    expect((await members.reactivate(caller, id)).deactivatedAt).toBeNull();
    expect(await standing()).toMatchObject({ role: 'operator' });
  });

  it('are never deactivated so that nobody owns the company, nor by somebody below them', async () => {
    const caller = await fresh();
    const owner = { companyId: caller.companyId, userId: newId('user'), name: 'Io', email: 'io@larkfield.example' };
    await asAuth.call(companyRpc.admitMember, { ...owner, role: 'owner' });
    const { items } = await members.list(caller, { limit: 10 });
    const idOf = (userId: string) => items.find((each) => each.userId === userId)!.id;
    const admin = callerAs('admin', caller.companyId);
    expect(await codeOf(members.deactivate(admin, idOf(owner.userId)))).toBe('FORBIDDEN');
    expect(await codeOf(members.deactivate(caller, idOf(caller.userId)))).toBe('CONFLICT');
    const other = { ...caller, userId: owner.userId };
    const both = await Promise.all([
      codeOf(members.deactivate(caller, idOf(owner.userId))),
      codeOf(members.deactivate(other, idOf(caller.userId))),
    ]);
    expect(both.sort()).toEqual(['LAST_OWNER', 'done']);
  });

  describe('A4: a link to set a new password', () => {
    const link = (caller: Caller, id: string) => codeOf(company.get(ResetLinks).create(caller, id));

    it('is handed out where no mail is sent, for nobody above, and for nobody who is in another company', async () => {
      const [caller, elsewhere] = [await fresh(), await fresh()];
      auth.account('eve@larkfield.example', true);
      const { id, userId } = await members.add(caller, request('eve@larkfield.example'));
      notifications.available = true;
      expect(await link(caller, id)).toBe('CONFLICT');
      notifications.available = false;
      auth.links.length = 0;
      expect(await link(caller, id)).toBe('done');
      expect(auth.links).toEqual([userId]);
      const { items } = await members.list(caller, { limit: 10 });
      const owner = items.find((each) => each.role === 'owner')!;
      expect(await link(callerAs('admin', caller.companyId), owner.id)).toBe('FORBIDDEN');
      expect(await link(elsewhere, id)).toBe('MEMBER_NOT_FOUND');
      const there = await members.add(elsewhere, request('eve@larkfield.example'));
      expect(await link(caller, id)).toBe('CONFLICT');
      // Nor when they are kept out over there: the door may open again.
      await members.deactivate(elsewhere, there.id);
      expect(await link(caller, id)).toBe('CONFLICT');
      expect(auth.links).toEqual([userId]);
    });
  });
});
