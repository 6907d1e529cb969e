import {
  accountMailRpc,
  AppError,
  authRpc,
  companyRpc,
  mailLinkOwner,
  newId,
  type AccountMail,
  type Role,
  type RpcIn,
  type User,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { companyService } from '../../app.module.js';
import { CompaniesService } from '../companies/companies.service.js';
import { MembersService } from '../members/members.service.js';
import { InvitationsService } from './invitations.service.js';

/** Accounts, by address, and whose address was proved. */
class Auth {
  readonly users = new Map<string, User>();
  readonly proved: string[] = [];

  account(email: string): User {
    const user = { id: newId('user'), email, emailVerified: false, name: 'Ann', createdAt: new Date(0).toISOString() };
    this.users.set(email, user);
    return user;
  }
  @HandleRpc(authRpc.userByEmail) userByEmail(_: unknown, { email }: RpcIn<typeof authRpc.userByEmail>) {
    return { user: this.users.get(email) ?? null };
  }
  @HandleRpc(authRpc.users) byIds(_: unknown, { ids }: RpcIn<typeof authRpc.users>) {
    return { users: [...this.users.values()].filter(({ id }) => ids.includes(id)) };
  }
  @HandleRpc(authRpc.createUser) createUser(_: unknown, { email }: RpcIn<typeof authRpc.createUser>) {
    if (this.users.has(email)) throw new AppError('EMAIL_TAKEN');
    return { user: this.account(email) };
  }
  @HandleRpc(authRpc.emailProved) emailProved(_: unknown, { email }: RpcIn<typeof authRpc.emailProved>) {
    this.proved.push(email);
    return { user: this.users.get(email) ?? null };
  }
}
class Notifications {
  available = false;
  @HandleRpc(accountMailRpc.accountMail) accountMail() {
    return { available: this.available };
  }
}

const from = '192.0.2.1';
const newcomer = { name: 'Ann', password: 'four grey herons wade' };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('invitations on %s', (backend) => {
  const [auth, notifications] = [new Auth(), new Notifications()];
  let company: ServiceUnderTest;
  let invitations: InvitationsService;
  let members: MembersService;

  beforeAll(async () => {
    company = await ServiceUnderTest.start(companyService, backend, { auth, notifications });
    [invitations, members] = [company.get(InvitationsService), company.get(MembersService)];
  });
  afterAll(() => company.stop());
  beforeEach(() => {
    notifications.available = false;
  });

  const fresh = async () => {
    const ownerId = newId('user');
    const { id } = await company
      .get(CompaniesService)
      .create({ ownerId, ownerName: 'Mara', ownerEmail: `${ownerId}@larkfield.example`, name: 'Larkfield' });
    return callerAs('owner', id, ownerId);
  };
  const address = () => `${newId('user')}@larkfield.example`;
  const invite = async (caller: Parameters<InvitationsService['create']>[0], email: string, role: Role = 'builder') => {
    const made = await invitations.create(caller, { email, role }, 'en');
    return { ...made, token: made.link!.split('#')[1]! };
  };
  const roleOf = async (userId: string, companyId: string) =>
    (await company.rpc.call(companyRpc.membership, { userId, companyId })).membership?.role;

  it('make a newcomer a member with the role, once, and prove the address', async () => {
    const caller = await fresh();
    const email = address();
    const { token } = await invite(caller, email);
    expect(await invitations.look(token, from)).toMatchObject({
      email,
      role: 'builder',
      invitedBy: 'Mara',
      company: 'Larkfield',
      hasAccount: false,
    });
    expect(await invitations.join({ token, ...newcomer }, from)).toMatchObject({ email, company: { role: 'builder' } });
    expect(await roleOf(auth.users.get(email)!.id, caller.companyId)).toBe('builder');
    expect(auth.proved).toContain(email);
    expect(await codeOf(invitations.join({ token, ...newcomer }, from))).toBe('LINK_INVALID');
    expect((await invitations.list(caller)).items).toEqual([]);
  });

  it('are accepted by the account of their address alone', async () => {
    const caller = await fresh();
    const [own, other] = [auth.account(address()), auth.account(address())];
    const { token } = await invite(caller, own.email, 'operator');
    expect((await invitations.look(token, from)).hasAccount).toBe(true);
    expect(await codeOf(invitations.join({ token, ...newcomer }, from))).toBe('EMAIL_TAKEN');
    const as = (user: User) => codeOf(invitations.accept(callerAs('viewer', newId('company'), user.id), token));
    expect(await as(other)).toBe('CONFLICT');
    expect(await as(own)).toBe('done');
    expect([await roleOf(own.id, caller.companyId), await roleOf(other.id, caller.companyId)]).toEqual([
      'operator',
      undefined,
    ]);
    expect(await codeOf(invitations.create(caller, { email: own.email, role: 'viewer' }, 'en'))).toBe('CONFLICT');
  });

  it('A4: count no more when they are taken back, replaced, too old, or their inviter may not give the role any more', async () => {
    const caller = await fresh();
    const join = (token: string) => codeOf(invitations.join({ token, ...newcomer }, from));
    for (const wrong of ['', 'x', 'undefined']) expect(await join(wrong)).toBe('LINK_INVALID');
    const first = await invite(caller, address());
    const second = await invite(caller, first.email);
    expect(await join(first.token)).toBe('LINK_INVALID');
    const elsewhere = await fresh();
    expect(await codeOf(invitations.revoke(elsewhere, second.id))).toBe('INVITATION_NOT_FOUND');
    await invitations.revoke(caller, second.id);
    expect(await join(second.token)).toBe('LINK_INVALID');
    const old = await invite(caller, address());
    const db = company.get<Database>(Database);
    await db.run('UPDATE invitations SET expires_at = ? WHERE id = ?', [(await db.now()) - 1, old.id]);
    expect(await join(old.token)).toBe('LINK_INVALID');
    const admin = {
      companyId: caller.companyId,
      userId: newId('user'),
      name: 'Bo',
      email: address(),
      role: 'admin' as const,
    };
    await members.admit(admin);
    const byAdmin = callerAs('admin', caller.companyId, admin.userId);
    expect(await codeOf(invitations.create(byAdmin, { email: address(), role: 'owner' }, 'en'))).toBe('FORBIDDEN');
    const given = await invite(byAdmin, address(), 'admin');
    const { items } = await members.list(caller, { limit: 50 });
    await members.changeRole(caller, items.find(({ userId }) => userId === admin.userId)!.id, 'viewer');
    expect(await join(given.token)).toBe('LINK_INVALID');
  });

  it('A6: go by mail where mails are sent, and rest without their link', async () => {
    const caller = await fresh();
    notifications.available = true;
    const email = address();
    expect(await invitations.create(caller, { email, role: 'viewer' }, 'de')).toMatchObject({ link: null });
    const db = company.get<Database>(Database);
    const rows = await db.query<{ data: string }>(
      "SELECT data FROM outbox WHERE type = 'invitation.mail_requested.v1'",
    );
    const mail = rows.map(({ data }) => JSON.parse(data) as AccountMail).find(({ to }) => to === email)!;
    expect(mail).toMatchObject({ template: 'invitation', language: 'de', facts: { company: 'Larkfield', by: 'Mara' } });
    const link = await company.get(Vault).open(mail.sealedLink!, mailLinkOwner(mail.key));
    const token = link.split('#')[1]!;
    expect(await invitations.look(token, from)).toMatchObject({ email });
    const everything = JSON.stringify([rows, await db.query('SELECT * FROM invitations')]);
    expect(everything).not.toContain(token);
  });
});
