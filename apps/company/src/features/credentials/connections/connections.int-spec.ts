import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { newCredential, type Credential } from '#libs/contracts';
import { SafeHttp } from '#libs/platform/security';
import { Vault } from '#libs/platform/vault';
import { backends } from '#libs/service/testing/service-under-test';
import { MockIdentityPeer, OidcProviderPeer } from '#libs/testing';
import { CompanyBench } from '../../../testing/company-bench.js';
import { CredentialChecks } from '../checks/credential-checks.js';
import { CredentialOpener } from '../credential-opener.js';
import { CredentialRepository } from '../credential.repository.js';
import { CredentialsService } from '../credentials.service.js';
import { CredentialUses } from '../credential-uses.js';
import { OutboundHttp } from '../outbound-http.js';
import { AccessTokens } from './access-tokens.js';
import { Connecting } from './connecting.js';
import { TokenRepository } from './token.repository.js';
import { TokenServer } from './token-server.js';

const home = 'http://127.0.0.1:9';
const callback = `${home}/connections/callback`;

describe.each(backends)('connections by OAuth on %s', (backend) => {
  const api = new HttpPeer();
  let apiUrl = '';
  let real: OidcProviderPeer;
  let mock: MockIdentityPeer;
  let bench: CompanyBench;
  let credentials: CredentialsService;
  let connecting: Connecting;

  beforeAll(async () => {
    [real, mock, apiUrl] = await Promise.all([OidcProviderPeer.start(callback), MockIdentityPeer.start(), api.start()]);
    bench = await CompanyBench.start(backend, { AAAS_PUBLIC_URL: home, AAAS_EGRESS_ALLOW: '127.0.0.1' });
    [credentials, connecting] = [bench.get(CredentialsService), bench.get(Connecting)];
  });
  afterAll(async () => {
    await bench?.stop();
    await Promise.all([real?.stop(), mock?.stop(), api.stop()]);
    delete process.env['AAAS_EGRESS_ALLOW'];
    delete process.env['AAAS_PUBLIC_URL'];
  });
  beforeEach(() => void (api.requests.length = 0));

  const create = (given: object): Promise<Credential> =>
    credentials.create(
      bench.owner.caller,
      newCredential.parse({ name: 'Calendar', allowedHosts: [`http://${new URL(apiUrl).host}`], ...given }),
    );
  const atReal = () => ({
    kind: 'oauth2',
    authorizeUrl: `${real.issuer}/auth`,
    tokenUrl: `${real.issuer}/token`,
    clientId: real.client.id,
    clientSecret: real.client.secret,
    clientAuth: 'body',
    scope: 'openid offline_access',
    authorizeParameters: 'prompt=consent',
  });
  const atMock = () => ({
    kind: 'oauth2-client',
    tokenUrl: `${mock.issuer}/token`,
    clientId: 'app',
    clientSecret: 'a secret of the app',
  });
  const call = (id: string) =>
    bench.get(OutboundHttp).request(bench.companyId, { method: 'GET', url: `${apiUrl}/me`, credential: id });
  const state = async (id: string) => (await credentials.get(bench.owner.caller, id)).connection;
  const connect = async (caller = bench.owner.caller) => {
    const { id } = await create(atReal());
    const { url } = await connecting.begin(caller, id);
    const back = await real.signIn(url, callback, { sub: 'mara' });
    const answer = { state: back.searchParams.get('state')!, code: back.searchParams.get('code')! };
    return { id, answer };
  };
  const connected = async () => {
    const { id, answer } = await connect();
    expect(await connecting.finish(bench.owner.caller, answer)).toBe(id);
    return id;
  };
  const ended = (id: string) =>
    bench.db.run('UPDATE credential_tokens SET refresh_at = 1, expires_at = 2 WHERE id = ?', [id]);
  /** Another process: it shares nothing with the first one but the database. */
  const instance = () => {
    const vault = bench.get(Vault);
    const rows = new CredentialRepository(bench.db);
    const server = new TokenServer(bench.get<SafeHttp>(SafeHttp));
    const tokens = new AccessTokens(bench.db, new TokenRepository(bench.db), server, vault);
    return new CredentialOpener(rows, vault, tokens, bench.get(CredentialUses));
  };

  it('an account is connected by code and PKCE, and its token proves who calls', async () => {
    const before = await create(atReal());
    expect(before.connection).toMatchObject({ state: 'none', connectedAt: null });
    await expect(call(before.id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_CONNECTED', status: 409 });
    const id = await connected();
    await call(id);
    expect(api.requests[0]!.headers.authorization).toMatch(/^Bearer .{20,}/);
    expect(await state(id)).toMatchObject({ state: 'connected', problem: null });
    await connecting.disconnect(bench.owner.caller, id);
    await expect(call(id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_CONNECTED' });
  });

  it('counts once, for the person who began it, and for no other state', async () => {
    const { answer } = await connect();
    const refused = { code: 'CONNECTION_REFUSED' };
    const other = await bench.member('admin');
    await expect(connecting.finish(other.caller, answer)).rejects.toMatchObject(refused);
    await expect(connecting.finish(bench.owner.caller, { ...answer, state: 'guessed' })).rejects.toMatchObject(refused);
    await connecting.finish(bench.owner.caller, answer);
    await expect(connecting.finish(bench.owner.caller, answer)).rejects.toMatchObject(refused);
    const late = await connect();
    await bench.db.run('UPDATE credential_flows SET expires_at = 1');
    await expect(connecting.finish(bench.owner.caller, late.answer)).rejects.toMatchObject(refused);
    const { answer: wrong } = await connect();
    await expect(connecting.finish(bench.owner.caller, { ...wrong, code: 'wrong' })).rejects.toMatchObject(refused);
    await expect(connecting.begin(bench.owner.caller, (await create(atMock())).id)).rejects.toMatchObject({
      code: 'CREDENTIAL_UNFIT',
    });
  });

  it('renews itself once, however many replicas need it at the same moment', async () => {
    const id = await connected();
    const replicas = [instance(), instance()];
    await ended(id);
    real.grants.length = 0;
    const asked = Array.from({ length: 24 }, (_, index) => replicas[index % 2]!.open(bench.companyId, id));
    const tokens = (await Promise.all(asked)).map(({ secrets }) =>
      'accessToken' in secrets ? secrets.accessToken : '',
    );
    expect(real.grants).toEqual(['refresh_token']);
    expect(new Set(tokens).size).toBe(1);
    await call(id);
    expect(api.requests[0]!.headers.authorization).toBe(`Bearer ${tokens[0]}`);
    await ended(id);
    await call(id);
    expect(real.grants).toEqual(['refresh_token', 'refresh_token']);
  });

  it('gets one token of client credentials for all replicas, and another when they change', async () => {
    const { id } = await create(atMock());
    const replicas = [instance(), instance()];
    const before = mock.tokenRequests;
    await Promise.all(Array.from({ length: 16 }, (_, index) => replicas[index % 2]!.open(bench.companyId, id)));
    expect(mock.tokenRequests - before).toBe(1);
    const { kind: _, ...secrets } = atMock();
    await credentials.update(bench.owner.caller, id, { secrets });
    await call(id);
    expect(mock.tokenRequests - before).toBe(2);
  });

  it('goes on with the token that is there while another renews it, or the server fails', async () => {
    const { id } = await create(atMock());
    await call(id);
    const due = () => bench.db.run('UPDATE credential_tokens SET refresh_at = 1 WHERE id = ?', [id]);
    await due();
    mock.refuseNext('temporarily_unavailable');
    await call(id);
    await bench.db.run('UPDATE credential_tokens SET busy_until = ? WHERE id = ?', [Date.now() + 600_000, id]);
    const before = mock.tokenRequests;
    await call(id);
    expect(mock.tokenRequests).toBe(before);
    // Whoever died in it holds others up no longer than its claim.
    await bench.db.run('UPDATE credential_tokens SET busy_until = 1 WHERE id = ?', [id]);
    await call(id);
    expect(mock.tokenRequests).toBe(before + 1);
    await ended(id);
    mock.refuseNext('invalid_client');
    await expect(call(id)).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
      message: 'The token server answered 400 (invalid_client)',
    });
    await call(id);
  });

  it('says that somebody has to connect it again when the other side takes it back', async () => {
    const { id } = await create({ ...atReal(), tokenUrl: `${mock.issuer}/token` });
    const tokens = { accessToken: 'a', refreshToken: 'r', lifeMs: 3600_000 };
    await bench.get(AccessTokens).connect({ companyId: bench.companyId, id }, tokens, null);
    await ended(id);
    mock.refuseNext('invalid_grant');
    await expect(call(id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_CONNECTED' });
    expect(await state(id)).toMatchObject({
      state: 'broken',
      problem: 'The token server answered 400 (invalid_grant)',
    });
    const asked = mock.tokenRequests;
    await expect(call(id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_CONNECTED' });
    expect(mock.tokenRequests).toBe(asked);
  });

  it('its test gets a new token, and says what the server said', async () => {
    const check = (id: string) =>
      bench.get(CredentialChecks).check(bench.owner.caller, id, undefined, new AbortController().signal);
    const { id } = await create(atMock());
    expect(await check(id)).toMatchObject({ accepted: true });
    const before = mock.tokenRequests;
    expect(await check(id)).toMatchObject({ accepted: true });
    expect(mock.tokenRequests).toBe(before + 1);
    mock.refuseNext('invalid_client');
    expect(await check(id)).toEqual({
      accepted: false,
      status: null,
      detail: 'The token server answered 400 (invalid_client)',
    });
    expect(await check((await create(atReal())).id)).toMatchObject({ accepted: false });
  });

  it('A6: hands other services the access token alone, sealed; nothing of it lies open', async () => {
    const id = await connected();
    const sealed = await bench.get(CredentialOpener).sealedFor('agents', bench.companyId, id);
    const text = await bench.get(Vault).open(sealed.sealed, { companyId: bench.companyId, id, purpose: 'credentials' });
    const { accessToken, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(accessToken).toEqual(expect.any(String));
    expect(rest).toEqual({ kind: 'oauth2' });
    const everything = JSON.stringify([
      sealed,
      await bench.db.query('SELECT * FROM credential_tokens'),
      await bench.db.query('SELECT * FROM credentials'),
      await bench.db.query('SELECT * FROM outbox'),
      await credentials.get(bench.owner.caller, id),
    ]);
    for (const secret of [String(accessToken), real.client.secret]) expect(everything).not.toContain(secret);
  });
});
