import { AppError, companyRpc, newId, type CompanyMembership, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { MockIdentityPeer, OidcProviderPeer } from '#libs/testing';
import { authService } from '../../app.module.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { OidcProvidersService } from './oidc-providers.service.js';
import { OidcService } from './oidc.service.js';

/** Knows who belongs where, as the real one does. */
class Company {
  readonly members = new Map<string, CompanyMembership[]>();

  @HandleRpc(companyRpc.createCompany) createCompany(_: unknown, request: RpcIn<typeof companyRpc.createCompany>) {
    const company = { id: newId('company'), name: request.name, role: 'owner' as const, state: 'active' as const };
    this.members.set(request.ownerId, [company]);
    return { company };
  }
  @HandleRpc(companyRpc.memberships) memberships(_: unknown, { userId }: { userId: string }) {
    return { companies: this.members.get(userId) ?? [] };
  }
  @HandleRpc(companyRpc.membership) membership(
    _: unknown,
    { userId, companyId }: { userId: string; companyId: string },
  ) {
    const membership = this.members.get(userId)?.find(({ id }) => id === companyId) ?? null;
    return { membership, security: {}, emailAllowed: true };
  }
  @HandleRpc(companyRpc.admitMember) admitMember(_: unknown, request: RpcIn<typeof companyRpc.admitMember>) {
    const membership = { id: request.companyId, name: 'Larkfield', role: request.role, state: 'active' as const };
    this.members.set(request.userId, [...(this.members.get(request.userId) ?? []), membership]);
    return { membership };
  }
}

const client = { address: '192.0.2.1', device: 'a test' };
const publicUrl = 'http://127.0.0.1:9';
const callback = `${publicUrl}/api/v1/auth/oidc/callback`;
const password = 'four grey herons wade';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('signing in by an identity provider on %s', (backend) => {
  const company = new Company();
  let auth: ServiceUnderTest;
  let real: OidcProviderPeer;
  let mock: MockIdentityPeer;
  let oidc: OidcService;
  let sessions: SessionsService;
  let providers: OidcProvidersService;
  let count = 0;

  beforeAll(async () => {
    [real, mock] = await Promise.all([OidcProviderPeer.start(callback), MockIdentityPeer.start()]);
    auth = await ServiceUnderTest.start(
      authService,
      backend,
      { company },
      {
        AAAS_PUBLIC_URL: publicUrl,
        AAAS_EGRESS_ALLOW: [real.issuer, mock.issuer].map((issuer) => new URL(issuer).host).join(','),
      },
    );
    [oidc, sessions, providers] = [auth.get(OidcService), auth.get(SessionsService), auth.get(OidcProvidersService)];
  });
  afterAll(async () => {
    await auth?.stop();
    await Promise.all([real?.stop(), mock?.stop()]);
    delete process.env['AAAS_EGRESS_ALLOW'];
    delete process.env['AAAS_PUBLIC_URL'];
  });

  const providerOf = async (peer: 'real' | 'mock', more: { joinRole?: 'operator' | null } = {}) => {
    const caller = callerAs('admin');
    const given = {
      name: 'Larkfield login',
      issuer: peer === 'real' ? real.issuer : mock.issuer,
      clientId: peer === 'real' ? real.client.id : 'anybody',
      clientSecret: peer === 'real' ? real.client.secret : null,
      emailDomains: ['larkfield.example'],
      joinRole: 'operator' as const,
      ...more,
    };
    return { caller, provider: await providers.create(caller, given) };
  };
  const fresh = () => ({ sub: `subject-${++count}`, email: `sso${count}@larkfield.example`, name: 'Mara Lindqvist' });
  /** From the button to the way back, as a browser goes. */
  const signIn = async (peer: 'real' | 'mock', providerId: string, said: ReturnType<typeof fresh> & object) => {
    const { url, browser } = await oidc.begin(providerId, '/runs', client.address);
    const back = await (peer === 'real' ? real : mock).signIn(url, callback, said);
    return { query: Object.fromEntries(back.searchParams), browser };
  };
  const complete = async (peer: 'real' | 'mock', providerId: string, said: ReturnType<typeof fresh> & object) => {
    const { query, browser } = await signIn(peer, providerId, said);
    return oidc.finish(query, browser, client);
  };

  it.each(['real', 'mock'] as const)('makes a newcomer a member, and knows them again (%s)', async (peer) => {
    const { caller, provider } = await providerOf(peer);
    const who = fresh();
    const first = await complete(peer, provider.id, who);
    expect(first).toMatchObject({
      next: '/runs',
      session: { user: { email: who.email, name: who.name }, company: { id: caller.companyId, role: 'operator' } },
    });
    // The subject says who somebody is, not the address.
    const again = await complete(peer, provider.id, { ...who, email: `moved${count}@larkfield.example` });
    expect(again.session!.user).toEqual(first.session!.user);
    // Nobody gets in by a password that was never set.
    for (const guess of ['', 'undefined', ' '])
      expect(await codeOf(sessions.logIn({ email: who.email, password: guess }, client))).toBe('CREDENTIALS_INVALID');
  });

  it('sends PKCE, state and nonce, and counts once, in the browser that began', async () => {
    const { provider } = await providerOf('real');
    const { url } = await oidc.begin(provider.id, undefined, client.address);
    const sent = new URL(url).searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(sent.get(name)!.length).toBeGreaterThan(20);
    const { query, browser } = await signIn('real', provider.id, fresh());
    const other = await oidc.begin(provider.id, undefined, client.address);
    expect(await codeOf(oidc.finish(query, undefined, client))).toBe('OIDC_REFUSED');
    expect(await codeOf(oidc.finish(query, other.browser, client))).toBe('OIDC_REFUSED');
    expect(await codeOf(oidc.finish({ ...query, state: 'another' }, browser, client))).toBe('OIDC_REFUSED');
    const all = await Promise.all([1, 2, 3].map(() => codeOf(oidc.finish(query, browser, client))));
    expect(all.sort()).toEqual(['OIDC_REFUSED', 'OIDC_REFUSED', 'done']);
    const db = auth.get<Database>(Database);
    const late = await signIn('real', provider.id, fresh());
    await db.run('UPDATE oidc_flows SET expires_at = ?', [(await db.now()) - 1]);
    expect(await codeOf(oidc.finish(late.query, late.browser, client))).toBe('OIDC_REFUSED');
  });

  it('A3: takes no ID token with another nonce, audience, issuer, or of the past', async () => {
    const { provider } = await providerOf('mock');
    const past = Math.floor(Date.now() / 1000) - 3600;
    for (const lie of [
      { nonce: 'another' },
      { aud: 'somebody-else' },
      { iss: 'https://evil.example' },
      { exp: past, iat: past - 60 },
      { sub: '' },
    ])
      expect([lie, await codeOf(complete('mock', provider.id, { ...fresh(), ...lie }))]).toEqual([lie, 'OIDC_REFUSED']);
  });

  it('takes addresses of its domains alone, and none that is not verified there', async () => {
    const { provider } = await providerOf('mock');
    const attempt = (said: object) => codeOf(complete('mock', provider.id, { ...fresh(), ...said }));
    expect(await attempt({ email: 'x@evil.example' })).toBe('OIDC_REFUSED');
    expect(await attempt({ email: 'x@larkfield.example.evil.example' })).toBe('OIDC_REFUSED');
    expect(await attempt({ email_verified: false })).toBe('OIDC_REFUSED');
    expect(await attempt({ email: undefined })).toBe('OIDC_REFUSED');
  });

  it('A4: takes over no account of an address that is claimed; its owner connects the two', async () => {
    const { caller, provider } = await providerOf('mock');
    const who = fresh();
    const own = await sessions.signUp({ email: who.email, password, name: 'Mara', companyName: 'Own' }, client);
    expect(await codeOf(complete('mock', provider.id, who))).toBe('OIDC_NOT_LINKED');
    expect(await codeOf(oidc.link(own.user.id, own.company.id, provider.id, undefined))).toBe(
      'OIDC_PROVIDER_NOT_FOUND',
    );
    company.members
      .get(own.user.id)!
      .push({ id: caller.companyId, name: 'Larkfield', role: 'viewer', state: 'active' });
    const { url, browser } = await oidc.link(own.user.id, caller.companyId, provider.id, undefined);
    const back = await mock.signIn(url, callback, who);
    const linked = await oidc.finish(Object.fromEntries(back.searchParams), browser, client);
    expect(linked).toEqual({ next: '/profile' });
    const { session } = await complete('mock', provider.id, who);
    expect(session!.user.id).toBe(own.user.id);
    // The company vouches for itself alone: with this session no other one opens.
    expect(session!.company.id).toBe(caller.companyId);
    const [row] = (await sessions.list(own.user.id, undefined)).items;
    expect(await codeOf(sessions.switchCompany(own.user.id, row!.id, own.company.id))).toBe('COMPANY_NOT_FOUND');
    const renewed = await sessions.refresh(session!.refreshToken, false, own.company.id);
    expect(renewed.company.id).toBe(caller.companyId);
    const { items } = await oidc.identities(own.user.id, caller.companyId);
    await oidc.unlink(own.user.id, items[0]!.id, client.address);
    expect(await codeOf(sessions.refresh(renewed.refreshToken, false))).toBe('REFRESH_INVALID');
    expect(await codeOf(complete('mock', provider.id, who))).toBe('OIDC_NOT_LINKED');
  });

  it('lets members alone in where nobody is to join', async () => {
    const { provider } = await providerOf('mock', { joinRole: null });
    expect(await codeOf(complete('mock', provider.id, fresh()))).toBe('OIDC_NO_MEMBER');
  });

  it('is set up for what answers, is found by domain, keeps its secret, and ends with its sessions', async () => {
    const { caller, provider } = await providerOf('real');
    expect(provider).toMatchObject({ hasSecret: true, callbackUrl: callback });
    expect(JSON.stringify(provider)).not.toContain(real.client.secret);
    const rows = await auth.get<Database>(Database).query('SELECT * FROM oidc_providers');
    expect(JSON.stringify(rows)).not.toContain(real.client.secret);
    const found = async (email: string) => (await oidc.discover(email, client.address)).providers.map(({ id }) => id);
    expect(await found('anybody@larkfield.example')).toContain(provider.id);
    for (const other of ['x@field.example', 'x@larkfield.exampl', 'x@%', 'x@larkfield_example'])
      expect(await found(other)).toEqual([]);
    const elsewhere = { ...(await providerOf('mock')).caller };
    expect(await codeOf(providers.delete(elsewhere, provider.id))).toBe('OIDC_PROVIDER_NOT_FOUND');
    const attempt = (issuer: string) =>
      codeOf(
        providers.create(caller, {
          name: 'X',
          issuer,
          clientId: 'x',
          clientSecret: null,
          emailDomains: ['x.example'],
          joinRole: null,
        }),
      );
    expect(await attempt('http://127.0.0.1:1')).toBe('EGRESS_REFUSED');
    expect(await attempt('https://127.0.0.1:1')).toBe('EGRESS_REFUSED');
    expect(await attempt(`${mock.issuer}/nothing`)).toBe('OIDC_UNREACHABLE');
    const { session } = await complete('real', provider.id, fresh());
    await providers.delete(caller, provider.id);
    expect(await codeOf(sessions.refresh(session!.refreshToken, false))).toBe('REFRESH_INVALID');
    expect(await codeOf(oidc.begin(provider.id, undefined, client.address))).toBe('OIDC_PROVIDER_NOT_FOUND');
  });
});
