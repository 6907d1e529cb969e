import { AppError, type CompanyMembership } from '#libs/contracts';
import type { Database } from '#libs/platform/database';
import type { RpcClient } from '#libs/platform/rpc';
import type { AccountMailer } from '../account/account-mailer.js';
import type { Attempts } from '../limits/attempts.js';
import type { SecondFactorService } from '../second-factor/second-factor.service.js';
import { hashPassword } from '../users/passwords.js';
import type { UserRow } from '../users/user.entity.js';
import type { UserRepository } from '../users/user.repository.js';
import type { AccountAudit } from '../users/account-audit.js';
import type { SessionRepository } from './session.repository.js';
import { SessionsService } from './sessions.service.js';
import type { TokensService } from './tokens.service.js';

const password = 'four grey herons wade';
const client = { address: '192.0.2.1', device: 'test' };
const companies: CompanyMembership[] = [
  { id: 'co_first', name: 'First', role: 'viewer', state: 'active' },
  { id: 'co_second', name: 'Second', role: 'owner', state: 'active' },
];

/** The service with fakes for everything around it. */
async function bench({ allowed = true, memberships = companies, sessionHours = null as number | null, now = 0 } = {}) {
  const user: UserRow = {
    id: 'usr_1',
    email: 'ann@larkfield.example',
    name: 'Ann',
    passwordHash: await hashPassword(password),
    pendingCompany: null,
    createdAt: 0,
    emailVerifiedAt: 0,
  };
  const session = { id: 'ses_1', userId: user.id, createdAt: 0 };
  const sessions = {
    open: jest.fn(() => Promise.resolve({ session, refreshToken: 'rt_new' })),
    byToken: jest.fn((token: string) => Promise.resolve(token === 'rt_known' ? session : undefined)),
    rotate: jest.fn(() => Promise.resolve({ session, refreshToken: 'rt_next' })),
    revoke: jest.fn(() => Promise.resolve(true)),
    byId: jest.fn((): Promise<unknown> => Promise.resolve({ ...session, companyId: null })),
  };
  const users = {
    byEmail: (email: string) => Promise.resolve(email === user.email ? user : undefined),
    byId: (id: string) => Promise.resolve(id === user.id ? user : undefined),
  };
  const access = jest.fn(() => Promise.resolve({ accessToken: 'at', expiresIn: 300 }));
  const taken: unknown[] = [];
  const attempts = {
    take: (attempt: string, of: object) => {
      taken.push([attempt, of]);
      return allowed ? Promise.resolve() : Promise.reject(new AppError('RATE_LIMITED'));
    },
  };
  const rpc = { call: jest.fn(() => Promise.resolve({ companies: memberships, security: { sessionHours } })) };
  const audit = { signedIn: jest.fn(() => Promise.resolve()), refused: jest.fn(), ended: jest.fn() };
  const service = new SessionsService(
    { now: () => Promise.resolve(now) } as unknown as Database,
    users as unknown as UserRepository,
    sessions as unknown as SessionRepository,
    { access } as unknown as TokensService,
    rpc as unknown as RpcClient,
    attempts as unknown as Attempts,
    {} as AccountMailer,
    { pass: () => Promise.resolve() } as unknown as SecondFactorService,
    audit as unknown as AccountAudit,
  );
  return { service, sessions, access, taken, rpc, audit };
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe('log-in', () => {
  it('opens a session in the first company, or in the one asked for', async () => {
    const { service, access } = await bench();
    const request = { email: 'ann@larkfield.example', password };
    expect(await service.logIn(request, client)).toMatchObject({ company: companies[0], refreshToken: 'rt_new' });
    expect(await service.logIn({ ...request, companyId: 'co_second' }, client)).toMatchObject({
      company: companies[1],
    });
    expect(access).toHaveBeenLastCalledWith({
      userId: 'usr_1',
      sessionId: 'ses_1',
      companyId: 'co_second',
      role: 'owner',
    });
  });

  it('opens nothing for a wrong password, an unknown account or a foreign company', async () => {
    const { service, sessions } = await bench();
    expect(await code(service.logIn({ email: 'ann@larkfield.example', password: 'wrong' }, client))).toBe(
      'CREDENTIALS_INVALID',
    );
    expect(await code(service.logIn({ email: 'bob@larkfield.example', password }, client))).toBe('CREDENTIALS_INVALID');
    expect(await code(service.logIn({ email: 'ann@larkfield.example', password, companyId: 'co_other' }, client))).toBe(
      'FORBIDDEN',
    );
    expect(sessions.open).not.toHaveBeenCalled();
  });

  it('is slowed down by address and by account, before the password is looked at', async () => {
    const open = await bench();
    await code(open.service.logIn({ email: 'ann@larkfield.example', password }, client));
    expect(open.taken).toEqual([['log-in', { address: '192.0.2.1', account: 'ann@larkfield.example' }]]);
    const { service } = await bench({ allowed: false });
    expect(await code(service.logIn({ email: 'ann@larkfield.example', password }, client))).toBe('RATE_LIMITED');
    const signUp = { email: 'new@larkfield.example', password, name: 'N', companyName: 'N' };
    expect(await code(service.signUp(signUp, client))).toBe('RATE_LIMITED');
  });
});

describe('the audit log', () => {
  it('hears of a sign-in, of a wrong password of somebody known, and of the end of a session', async () => {
    const { service, audit } = await bench();
    await service.logIn({ email: 'ann@larkfield.example', password }, client);
    expect(audit.signedIn).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'usr_1' }),
      'ses_1',
      companies[0]?.id,
      client.device,
    );
    await code(service.logIn({ email: 'ann@larkfield.example', password: 'wrong' }, client));
    await code(service.logIn({ email: 'bob@larkfield.example', password }, client));
    expect(audit.refused).toHaveBeenCalledTimes(1);
    await service.logOut('rt_known');
    expect(audit.ended).toHaveBeenCalledWith(expect.objectContaining({ id: 'usr_1' }), 'ses_1');
  });
});

describe('refresh', () => {
  it('uses the token last of all, so that a failure on the way costs nothing', async () => {
    const { service, sessions, rpc } = await bench();
    rpc.call.mockRejectedValueOnce(new AppError('UNAVAILABLE'));
    expect(await code(service.refresh('rt_known', false))).toBe('UNAVAILABLE');
    expect(await code(service.refresh('rt_known', false, 'co_other'))).toBe('FORBIDDEN');
    expect(sessions.rotate).not.toHaveBeenCalled();
    expect(await service.refresh('rt_known', true)).toMatchObject({ refreshToken: 'rt_next' });
    expect(sessions.rotate).toHaveBeenCalledWith('rt_known', true);
  });

  it.each([undefined, '', 'rt_unknown'])('refuses %s', async (token) => {
    const { service, sessions } = await bench();
    expect(await code(service.refresh(token, false))).toBe('REFRESH_INVALID');
    expect(sessions.rotate).not.toHaveBeenCalled();
  });

  it('asks for a new sign-in when the company wants one by now, and uses no token up', async () => {
    const hour = 3600_000;
    const { service, sessions } = await bench({ sessionHours: 8, now: 8 * hour + 1 });
    expect(await code(service.refresh('rt_known', false))).toBe('SESSION_TOO_OLD');
    expect(sessions.rotate).not.toHaveBeenCalled();
    expect(await code((await bench({ sessionHours: 8, now: 8 * hour })).service.refresh('rt_known', false))).toBe(
      'done',
    );
  });

  it('gives nothing to somebody who is no member anywhere any more', async () => {
    const { service } = await bench({ memberships: [] });
    expect(await code(service.refresh('rt_known', false))).toBe('FORBIDDEN');
  });
});

describe('log-out', () => {
  it('ends the session of the token, and minds no unknown one', async () => {
    const { service, sessions } = await bench();
    await service.logOut('rt_unknown');
    await service.logOut(undefined);
    expect(sessions.revoke).not.toHaveBeenCalled();
    await service.logOut('rt_known');
    expect(sessions.revoke).toHaveBeenCalledWith('ses_1', 'usr_1');
  });
});

describe('another company', () => {
  it('is given to members alone', async () => {
    const { service } = await bench();
    expect(await service.switchCompany('usr_1', 'ses_1', 'co_second')).toMatchObject({ company: { role: 'owner' } });
    expect(await code(service.switchCompany('usr_1', 'ses_1', 'co_other'))).toBe('COMPANY_NOT_FOUND');
  });

  it('is closed to a session that is for one alone', async () => {
    const { service, sessions } = await bench();
    sessions.byId.mockResolvedValue({ id: 'ses_1', userId: 'usr_1', companyId: 'co_first' });
    expect(await service.switchCompany('usr_1', 'ses_1', 'co_first')).toMatchObject({ company: companies[0] });
    expect(await code(service.switchCompany('usr_1', 'ses_1', 'co_second'))).toBe('COMPANY_NOT_FOUND');
    const { companies: shown } = await service.me({ userId: 'usr_1', sessionId: 'ses_1' }, 'co_first');
    expect(shown).toEqual([companies[0]]);
  });
});
