import { Secret, TOTP } from 'otpauth';
import { AppError, authRpc, companyRpc, newId } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { authService } from '../../app.module.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SecondFactorService } from './second-factor.service.js';

class Company {
  @HandleRpc(companyRpc.createCompany) createCompany(_: unknown, { name }: { name: string }) {
    return { company: { id: newId('company'), name, role: 'owner' as const } };
  }
  @HandleRpc(companyRpc.membership) membership() {
    return { membership: null, security: {}, emailAllowed: true };
  }
  @HandleRpc(companyRpc.memberships) memberships() {
    return { companies: [{ id: newId('company'), name: 'Larkfield', role: 'owner' as const }] };
  }
}

const client = { address: '192.0.2.1', device: 'a test' };
const asker = { address: '192.0.2.1', language: 'en' as const };
const password = 'four grey herons wade';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('the second factor on %s', (backend) => {
  let auth: ServiceUnderTest;
  let db: Database;
  let factors: SecondFactorService;
  let sessions: SessionsService;
  let count = 0;

  beforeAll(async () => {
    auth = await ServiceUnderTest.start(authService, backend, { company: new Company() });
    [db, factors, sessions] = [auth.get<Database>(Database), auth.get(SecondFactorService), auth.get(SessionsService)];
  });
  afterAll(() => auth.stop());

  /** What the phone shows, so many half-minutes from now. */
  const shown = async (secret: string, later = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: (await db.now()) + later * 30_000 });
  const person = async () => {
    const email = `factor${++count}@larkfield.example`;
    const { user } = await sessions.signUp({ email, password, name: 'Mara', companyName: 'Larkfield' }, client);
    return { email, userId: user.id };
  };
  const enrolled = async () => {
    const who = await person();
    const { secret } = await factors.enrol(who.userId, password);
    // A code of the half-minute before, so that the one of now is left for the log-in.
    const recoveryCodes = await factors.confirm(who.userId, await shown(secret, -1), asker);
    return { ...who, secret, recoveryCodes };
  };
  const logIn = (email: string, totp?: string) => codeOf(sessions.logIn({ email, password, totp }, client));

  it('asks for nothing until a code of the app was confirmed', async () => {
    const { email, userId } = await person();
    expect(await codeOf(factors.enrol(userId, 'not the password'))).toBe('PASSWORD_WRONG');
    const { secret, uri } = await factors.enrol(userId, password);
    expect(uri).toContain(secret);
    expect(await factors.of(userId)).toEqual({ enrolledAt: null, recoveryCodesLeft: 0 });
    expect(await logIn(email)).toBe('done');
    expect(await codeOf(factors.confirm(userId, '000000', asker))).toBe('CODE_WRONG');
    // Begun anew, the first secret counts for nothing.
    const again = await factors.enrol(userId, password);
    expect(await codeOf(factors.confirm(userId, await shown(secret), asker))).toBe('CODE_WRONG');
    expect(await factors.confirm(userId, await shown(again.secret), asker)).toHaveLength(10);
    expect(await logIn(email)).toBe('SECOND_FACTOR_REQUIRED');
    expect(await factors.of(userId)).toMatchObject({ enrolledAt: expect.any(String), recoveryCodesLeft: 10 });
    expect(await codeOf(factors.enrol(userId, password))).toBe('CONFLICT');
    const stored = JSON.stringify([
      ...(await db.query('SELECT * FROM second_factors')),
      ...(await db.query('SELECT * FROM outbox')),
    ]);
    expect(stored).not.toContain(again.secret);
  });

  it('A4: opens with a code of now, once, also when it comes many times at once', async () => {
    const { email, secret } = await enrolled();
    const code = await shown(secret);
    const all = await Promise.all([1, 2, 3].map(() => logIn(email, code)));
    expect(all.sort()).toEqual(['SECOND_FACTOR_WRONG', 'SECOND_FACTOR_WRONG', 'done']);
    expect(await logIn(email, await shown(secret, -1))).toBe('SECOND_FACTOR_WRONG');
    expect(await logIn(email, await shown(secret, 1))).toBe('done');
  });

  it('tells nothing to whoever does not know the password', async () => {
    const { email, secret } = await enrolled();
    const attempt = sessions.logIn({ email, password: 'not the password', totp: await shown(secret) }, client);
    expect(await codeOf(attempt)).toBe('CREDENTIALS_INVALID');
    // Nor was the code used up by it.
    expect(await logIn(email, await shown(secret))).toBe('done');
  });

  it('opens with a recovery code, once; new ones take the place of all', async () => {
    const { email, userId, recoveryCodes } = await enrolled();
    const [first, second] = recoveryCodes as [string, string];
    const all = await Promise.all([1, 2, 3].map(() => logIn(email, first.toUpperCase())));
    expect(all.sort()).toEqual(['SECOND_FACTOR_WRONG', 'SECOND_FACTOR_WRONG', 'done']);
    expect(await factors.of(userId)).toMatchObject({ recoveryCodesLeft: 9 });
    const other = await enrolled();
    expect(await logIn(other.email, second)).toBe('SECOND_FACTOR_WRONG');
    expect(await codeOf(factors.renewCodes(userId, 'not the password', asker))).toBe('PASSWORD_WRONG');
    const [fresh] = (await factors.renewCodes(userId, password, asker)) as [string];
    expect(await logIn(email, second)).toBe('SECOND_FACTOR_WRONG');
    expect(await logIn(email, fresh)).toBe('done');
  });

  it('A4: is not to be guessed: attempts are few', async () => {
    const { email } = await enrolled();
    const codes: unknown[] = [];
    for (let guess = 0; guess < 12; guess++) codes.push(await logIn(email, String(100_000 + guess)));
    expect(codes.slice(0, 9)).toEqual(Array(9).fill('SECOND_FACTOR_WRONG'));
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });

  it('goes with the password', async () => {
    const { email, userId, recoveryCodes } = await enrolled();
    expect(await codeOf(factors.disable(userId, 'not the password', asker))).toBe('PASSWORD_WRONG');
    expect(await logIn(email)).toBe('SECOND_FACTOR_REQUIRED');
    await factors.disable(userId, password, asker);
    await factors.disable(userId, password, asker);
    expect(await logIn(email)).toBe('done');
    expect(await factors.of(userId)).toEqual({ enrolledAt: null, recoveryCodesLeft: 0 });
    expect(await logIn(email, recoveryCodes[0])).toBe('done');
    const mails = await db.query<{ data: string }>(
      "SELECT data FROM outbox WHERE type = 'account.mail_requested.v1' AND data LIKE '%second_factor_removed%'",
    );
    expect(mails.filter(({ data }) => data.includes(email))).toHaveLength(1);
  });

  it('is known to whoever asks about a session', async () => {
    const { userId } = await enrolled();
    const [row] = await db.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = ?', [userId]);
    const ask = (sessionId: string) => auth.rpc.call(authRpc.sessionValid, { sessionId, userId });
    expect(await ask(row!.id)).toMatchObject({ valid: true, secondFactor: true, ageMs: expect.any(Number) });
    expect(await ask(newId('session'))).toMatchObject({ valid: false, secondFactor: true });
    const [ended, left] = [await sessions.revokeOthers(userId, row!.id), await sessions.list(userId, row!.id)];
    expect([ended, left.items.map(({ id }) => id)]).toEqual([0, [row!.id]]);
    expect(await sessions.revokeOthers(userId, undefined)).toBe(1);
    expect(await ask(row!.id)).toMatchObject({ valid: false });
  });
});
