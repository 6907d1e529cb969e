import { accountMailRpc, AppError, authRpc, companyRpc, newId, type RpcIn, type User } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { companyService } from '../../app.module.js';
import { CompaniesService } from '../companies/companies.service.js';
import { MembersService } from './members.service.js';

/** Accounts, by address. */
class Auth {
  readonly users = new Map<string, User>();

  account(email: string, emailVerified: boolean): User {
    const user = { id: newId('user'), email, emailVerified, name: 'Ann', createdAt: new Date(0).toISOString() };
    this.users.set(email, user);
    return user;
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

  beforeAll(async () => {
    company = await ServiceUnderTest.start(companyService, backend, { auth, notifications });
    members = company.get(MembersService);
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
    const all = await Promise.all([1, 2, 3].map(() => company.rpc.call(companyRpc.admitMember, person)));
    for (const { membership } of all)
      expect(membership).toEqual({ id: companyId, name: 'Larkfield', role: 'operator' });
    // A member already stays as they are.
    const again = await company.rpc.call(companyRpc.admitMember, { ...person, role: 'admin' });
    expect(again.membership.role).toBe('operator');
    const elsewhere = company.rpc.call(companyRpc.admitMember, { ...person, companyId: newId('company') });
    expect(await codeOf(elsewhere)).toBe('COMPANY_NOT_FOUND');
  });

  it('are asked for a second factor where the company says so', async () => {
    const { companyId, userId } = await fresh();
    const companies = company.get(CompaniesService);
    const ask = async () => (await company.rpc.call(companyRpc.membership, { userId, companyId })).security;
    expect(await ask()).toEqual({ secondFactorRequired: false });
    await companies.updateSecurity(companyId, { secondFactorRequired: true });
    expect(await ask()).toEqual({ secondFactorRequired: true });
    expect(await companies.updateSecurity(companyId, {})).toEqual({ secondFactorRequired: true });
  });
});
