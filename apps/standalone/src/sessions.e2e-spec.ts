import { randomUUID } from 'node:crypto';
import { ApiClient } from '#libs/client';
import {
  listSessions,
  logIn,
  logOut,
  me,
  refresh,
  removeMember,
  revokeSession,
  signUp,
  updateCompany,
  updateMember,
  listMembers,
  type Session,
} from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

const password = 'four grey herons wade';
let platform: ServiceProcess;
let client: ApiClient;

const newSession = async (): Promise<Session & { email: string }> => {
  const email = `${randomUUID()}@session.example`;
  return {
    ...(await client.call(signUp, { body: { email, password, name: 'Mara', companyName: 'Larkfield' } })),
    email,
  };
};
const rotate = (refreshToken: string) => client.call(refresh, { body: { refreshToken } });
/** As a browser does: the token travels in the cookie alone. */
const rotateByCookie = async (cookie: string) => {
  const response = await fetch(`${platform.url}/api/v1/auth/refresh`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', cookie },
  });
  const [next = ''] = response.headers.getSetCookie();
  return { status: response.status, cookie: next.split(';')[0]!, attributes: next };
};

beforeAll(async () => {
  platform = await launchEmbedded();
  client = new ApiClient(platform.url);
}, 120_000);
afterAll(() => platform.stop());

describe('signing up and in', () => {
  it('says at the field what is wrong', async () => {
    const wrong = client.call(signUp, { body: { email: 'no address', password: 'short', name: '', companyName: 'x' } });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      problem: {
        code: 'VALIDATION_FAILED',
        issues: expect.arrayContaining([
          { path: 'email', message: 'expected an e-mail address' },
          { path: 'password', message: 'expected at least 10 characters' },
        ]) as unknown,
      },
    });
    const weak = client.call(signUp, {
      body: { email: 'a@b.example', password: 'Password123', name: 'A', companyName: 'x' },
    });
    await expect(weak).rejects.toMatchObject({ status: 422, problem: { code: 'PASSWORD_WEAK' } });
  });

  it('A4: gives the same answer for a wrong password and an unknown account', async () => {
    const { email } = await newSession();
    const answers = await Promise.all(
      [email, `${randomUUID()}@nobody.example`].map((who) =>
        client
          .call(logIn, { body: { email: who, password: 'not the password' } })
          .catch((error: { problem: { code: string; title: string } }) => [error.problem.code, error.problem.title]),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual(['CREDENTIALS_INVALID', 'E-mail or password is wrong']);
  });

  it('A4: slows guessing down, by account', async () => {
    const { email } = await newSession();
    const codes: string[] = [];
    for (let attempt = 0; attempt < 12; attempt++)
      codes.push(
        await client.call(logIn, { body: { email, password: 'guess' } }).then(
          () => 'in',
          (error: { problem: { code: string } }) => error.problem.code,
        ),
      );
    expect(codes.at(0)).toBe('CREDENTIALS_INVALID');
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });

  it('refuses an address that has an account', async () => {
    const { email } = await newSession();
    await expect(
      client.call(signUp, { body: { email: email.toUpperCase(), password, name: 'B', companyName: 'B' } }),
    ).rejects.toMatchObject({ status: 409, problem: { code: 'EMAIL_TAKEN' } });
  });
});

describe('A3: refresh tokens', () => {
  it('rotate; a used one ends the whole family', async () => {
    const first = await newSession();
    const second = await rotate(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await expect(rotate(first.refreshToken)).rejects.toMatchObject({
      status: 401,
      problem: { code: 'REFRESH_REUSED' },
    });
    await expect(rotate(second.refreshToken)).rejects.toMatchObject({
      status: 401,
      problem: { code: 'REFRESH_INVALID' },
    });
  });

  it.each([null, '', 'rt_nonsense', ['x'], { a: 1 }])('are refused as %j', async (token) => {
    const response = await fetch(`${platform.url}/api/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: token }),
    });
    expect([400, 401]).toContain(response.status);
  });

  it('are no access tokens, nor the other way round', async () => {
    const session = await newSession();
    const wrong = new ApiClient(platform.url, session.refreshToken);
    await expect(wrong.call(me, {})).rejects.toMatchObject({ status: 401 });
    await expect(rotate(session.accessToken)).rejects.toMatchObject({ status: 401 });
  });

  it('two tabs that refresh at once by their cookie do not lock each other out', async () => {
    const session = await newSession();
    const cookie = `aaas_refresh=${session.refreshToken}`;
    const tabs = await Promise.all([rotateByCookie(cookie), rotateByCookie(cookie)]);
    expect(tabs.map(({ status }) => status)).toEqual([200, 200]);
    expect(tabs[0]!.attributes).toMatch(/HttpOnly/i);
    expect(tabs[0]!.attributes).toMatch(/SameSite=Strict/i);
    for (const tab of tabs) expect((await rotateByCookie(tab.cookie)).status).toBe(200);
  });

  it('end with the session that logs out', async () => {
    const session = await newSession();
    await client.call(logOut, { body: { refreshToken: session.refreshToken } });
    await expect(rotate(session.refreshToken)).rejects.toMatchObject({ problem: { code: 'REFRESH_INVALID' } });
  });
});

describe('A5: what has ended or changed acts within five seconds', () => {
  const within = { withinMs: 7_000, everyMs: 200 };

  it('a revoked session', async () => {
    const session = await newSession();
    const own = new ApiClient(platform.url, session.accessToken);
    await own.call(me, {});
    const other = await client.call(logIn, { body: { email: session.email, password } });
    const { items } = await new ApiClient(platform.url, other.accessToken).call(listSessions, {});
    const first = items.find(({ current }) => !current)!;
    await new ApiClient(platform.url, other.accessToken).call(revokeSession, { params: { id: first.id } });
    await eventually(() => expect(own.call(me, {})).rejects.toMatchObject({ status: 401 }), within);
  });

  it('a lowered role, a removed member', async () => {
    const tenant = await Tenant.signUp(platform.url);
    const admin = await tenant.member('admin');
    await admin.call(listMembers, {});
    const { items } = await tenant.owner.call(listMembers, {});
    const { id } = items.find(({ role }) => role === 'admin')!;
    await tenant.owner.call(updateMember, { params: { id }, body: { role: 'viewer' } });
    await eventually(
      () => expect(admin.call(updateCompany, { body: {} })).rejects.toMatchObject({ status: 403 }),
      within,
    );
    await tenant.owner.call(removeMember, { params: { id } });
    await eventually(() => expect(admin.call(listMembers, {})).rejects.toMatchObject({ status: 401 }), within);
  });

  it('a company keeps an owner', async () => {
    const tenant = await Tenant.signUp(platform.url);
    const { items } = await tenant.owner.call(listMembers, {});
    await expect(tenant.owner.call(removeMember, { params: { id: items[0]!.id } })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'LAST_OWNER' },
    });
    await expect(
      tenant.owner.call(updateMember, { params: { id: items[0]!.id }, body: { role: 'viewer' } }),
    ).rejects.toMatchObject({ problem: { code: 'LAST_OWNER' } });
  });
});
