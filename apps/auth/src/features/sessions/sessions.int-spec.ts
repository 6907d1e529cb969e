import { AppError, companyRpc, newId, type CompanyMembership, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { backends, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { authService } from '../../app.module.js';
import { KeysService } from '../keys/keys.service.js';
import { SessionRepository, sessionLifeMs } from './session.repository.js';
import { SessionsService } from './sessions.service.js';

/** Remembers companies as the real one does, and is away when told to be. */
class Company {
  isAway = false;
  readonly created: string[] = [];
  private readonly companies = new Map<string, CompanyMembership>();

  @HandleRpc(companyRpc.createCompany) createCompany(
    _: unknown,
    { ownerId, name }: RpcIn<typeof companyRpc.createCompany>,
  ) {
    this.assertThere();
    this.created.push(ownerId);
    const company = this.companies.get(ownerId) ?? {
      id: newId('company'),
      name,
      role: 'owner' as const,
      state: 'active' as const,
    };
    this.companies.set(ownerId, company);
    return { company };
  }
  @HandleRpc(companyRpc.memberships) memberships(_: unknown, { userId }: { userId: string }) {
    this.assertThere();
    return { companies: [...(this.companies.has(userId) ? [this.companies.get(userId)!] : [])] };
  }
  /** Hours after which it asks for a new sign-in. */
  sessionHours: number | null = null;
  @HandleRpc(companyRpc.membership) membership(_: unknown, { userId }: { userId: string }) {
    const { sessionHours } = this;
    return { membership: this.companies.get(userId) ?? null, security: { sessionHours }, emailAllowed: true };
  }
  private assertThere(): void {
    if (this.isAway) throw new AppError('UNAVAILABLE');
  }
}

const client = { address: '192.0.2.1', device: 'a test' };
const codeOf = (error: unknown) => (AppError.is(error) ? error.code : error);
const settled = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((each) => (each.status === 'fulfilled' ? 'done' : codeOf(each.reason)));

describe.each(backends)('sessions on %s', (backend) => {
  const company = new Company();
  let auth: ServiceUnderTest;
  let sessions: SessionsService;
  let count = 0;

  beforeAll(async () => {
    auth = await ServiceUnderTest.start(authService, backend, { company });
    sessions = auth.get(SessionsService);
  });
  afterAll(() => auth.stop());

  const person = () => ({
    email: `person${++count}@larkfield.example`,
    password: 'four grey herons wade',
    name: 'Mara Lindqvist',
    companyName: 'Larkfield',
  });

  it('makes one signing key, however many replicas start at once', async () => {
    const db = auth.get<Database>(Database);
    const replicas = Array.from({ length: 4 }, () => new KeysService(db, auth.get(Vault), 30 * 24 * 3600_000));
    await db.run('DELETE FROM signing_keys');
    const kids = await Promise.all(replicas.map(async (keys) => (await keys.signing()).kid));
    expect(new Set(kids).size).toBe(1);
    for (const keys of replicas)
      expect((await keys.publicKeys()).map((jwk) => (jwk as { kid?: string }).kid)).toEqual([kids[0]]);
    expect(JSON.stringify(await db.query('SELECT * FROM signing_keys'))).not.toContain('PRIVATE KEY');
  });

  it('gives an address one account', async () => {
    const request = person();
    expect((await settled([1, 2, 3].map(() => sessions.createUser(request)))).sort()).toEqual([
      'EMAIL_TAKEN',
      'EMAIL_TAKEN',
      'done',
    ]);
  });

  it('completes at log-in what a broken-off sign-up left', async () => {
    const { companyName, ...account } = person();
    company.isAway = true;
    await expect(sessions.signUp({ ...account, companyName }, client)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    company.isAway = false;
    const { user, company: own } = await sessions.logIn(account, client);
    expect(own).toMatchObject({ name: companyName, role: 'owner' });
    expect(company.created.filter((id) => id === user.id)).toHaveLength(1);
    await sessions.logIn(account, client);
    expect(company.created.filter((id) => id === user.id)).toHaveLength(1);
  });

  describe('refresh', () => {
    it('of one token by many: one is served, and the family ends', async () => {
      const { refreshToken } = await sessions.signUp(person(), client);
      const all = await Promise.allSettled(Array.from({ length: 5 }, () => sessions.refresh(refreshToken, false)));
      const served = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(served).toHaveLength(1);
      const codes = all.flatMap((each) => (each.status === 'rejected' ? [codeOf(each.reason)] : []));
      // The first of those who come late ends the session; to the others it has ended already.
      expect(codes.filter((code) => code === 'REFRESH_REUSED')).toHaveLength(1);
      expect(codes.filter((code) => code === 'REFRESH_INVALID')).toHaveLength(3);
      await expect(sessions.refresh(served[0]!.refreshToken, false)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    });

    it('of one cookie by several tabs at once serves them all', async () => {
      const { refreshToken } = await sessions.signUp(person(), client);
      const tabs = await Promise.all([1, 2, 3].map(() => sessions.refresh(refreshToken, true)));
      expect(new Set(tabs.map((tab) => tab.refreshToken)).size).toBe(3);
      for (const tab of tabs) await sessions.refresh(tab.refreshToken, true);
    });

    it('does not use the token up when the answer cannot be given', async () => {
      const { refreshToken } = await sessions.signUp(person(), client);
      company.isAway = true;
      await expect(sessions.refresh(refreshToken, false)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      company.isAway = false;
      await expect(sessions.refresh(refreshToken, false)).resolves.toMatchObject({ expiresIn: 300 });
    });

    it('ends with the session', async () => {
      const { refreshToken, user } = await sessions.signUp(person(), client);
      const { items } = await sessions.list(user.id, undefined);
      await expect(sessions.revoke(newId('user'), items[0]!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await sessions.revoke(user.id, items[0]!.id);
      await expect(sessions.refresh(refreshToken, true)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
      await expect(sessions.revoke(user.id, items[0]!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  it('forgets expired sessions and their tokens at the next log-in', async () => {
    const account = person();
    const { user, refreshToken } = await sessions.signUp(account, client);
    const db = auth.get<Database>(Database);
    const repository = auth.get(SessionRepository);
    await db.run('UPDATE sessions SET expires_at = expires_at - ? WHERE user_id = ?', [sessionLifeMs + 1, user.id]);
    await expect(sessions.refresh(refreshToken, false)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    expect(await sessions.list(user.id, undefined)).toMatchObject({ items: [] });
    await sessions.logIn(account, client);
    expect(await repository.byToken(refreshToken)).toBeUndefined();
    expect(await db.query('SELECT id FROM sessions WHERE user_id = ?', [user.id])).toHaveLength(1);
  });
});
