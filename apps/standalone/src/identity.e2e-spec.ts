import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { ApiClient } from '#libs/client';
import {
  addMember,
  changePassword,
  confirmSecondFactor,
  disableSecondFactor,
  enrolSecondFactor,
  forgotPassword,
  getSecondFactor,
  listRuns,
  logIn,
  me,
  resetPassword,
  sendVerification,
  signInOptions,
  signUp,
  updateCompanySecurity,
  verifyEmail,
} from '#libs/contracts';
import { eventually, launchEmbedded, MailPeer, type ServiceProcess } from '#libs/testing';

const password = 'four grey herons wade';
const another = 'nine brown owls doze';
let platform: ServiceProcess;
let mail: MailPeer;
let client: ApiClient;

beforeAll(async () => {
  mail = await MailPeer.start();
  platform = await launchEmbedded({ env: { SMTP_URL: mail.url, MAIL_FROM: 'AaaS <aaas@larkfield.example>' } });
  client = new ApiClient(platform.url);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await mail?.stop();
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { problem?: { code: string } }) => error.problem?.code ?? error,
  );
const person = async (name = 'Mara') => {
  const email = `${randomUUID()}@identity.example`;
  const session = await client.call(signUp, { body: { email, password, name, companyName: 'Larkfield' } });
  return { email, session, api: new ApiClient(platform.url, session.accessToken) };
};
const mailsTo = (email: string, subject: string) =>
  mail.mails.filter((each) => each.to.includes(email) && each.subject === subject);
/** The secret of the link in the newest mail. */
const linkIn = (email: string, subject: string, path: string) =>
  eventually(() => {
    const text = mailsTo(email, subject).at(-1)?.text ?? '';
    const link = new RegExp(`^${platform.url}${path}#(\\S+)\r?$`, 'm').exec(text);
    expect(link).not.toBeNull();
    return link![1]!;
  });
const shown = (secret: string, later = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later * 30_000 });

it('offers mails where there is a mail server', async () => {
  expect(await client.call(signInOptions, {})).toEqual({ mail: true });
});

it('A4: an address is verified by the link that was mailed, once', async () => {
  const { email, api } = await person();
  expect((await api.call(me, {})).user.emailVerified).toBe(false);
  const token = await linkIn(email, 'Verify your e-mail address', '/verify-email');
  expect(await client.call(verifyEmail, { body: { token } })).toEqual({ email, emailVerified: true });
  expect(await codeOf(client.call(verifyEmail, { body: { token } }))).toBe('LINK_INVALID');
  expect((await api.call(me, {})).user.emailVerified).toBe(true);
  await api.call(sendVerification, { body: {} });
  expect(mailsTo(email, 'Verify your e-mail address')).toHaveLength(1);
});

it('A4: a forgotten password is set anew by mail; sessions end, and the link is spent', async () => {
  const { email, session, api } = await person();
  await client.call(forgotPassword, { body: { email: email.toUpperCase() } });
  const token = await linkIn(email, 'Set a new password', '/reset-password');
  const reset = (body: unknown) =>
    fetch(`${platform.url}/api/v1/auth/password/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (const wrong of [null, '', 'x', [token], { a: token }, undefined])
    expect([wrong, (await reset({ token: wrong, password: another })).status]).toEqual([wrong, 400]);
  await client.call(resetPassword, { body: { token, password: another } });
  expect((await reset({ token, password: another })).status).toBe(400);
  await eventually(() => expect(api.call(me, {})).rejects.toMatchObject({ status: 401 }), { withinMs: 5_500 });
  expect(await codeOf(client.call(logIn, { body: { email, password } }))).toBe('CREDENTIALS_INVALID');
  expect(await codeOf(client.call(logIn, { body: { email, password: another } }))).toBe('done');
  await eventually(() => expect(mailsTo(email, 'Your password was changed')).toHaveLength(1));
  expect(session.user.email).toBe(email);
});

it('A4: nobody learns whether an address has an account: same answer, same time, and no mail', async () => {
  const { email } = await person();
  const stranger = `${randomUUID()}@identity.example`;
  const times: Record<string, number[]> = { known: [], unknown: [] };
  const ask = async (who: string, into: number[]) => {
    const began = performance.now();
    const answer = await fetch(`${platform.url}/api/v1/auth/password/forgot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: who }),
    });
    into.push(performance.now() - began);
    return [answer.status, await answer.text()];
  };
  for (let turn = 0; turn < 5; turn++) {
    const answers = [await ask(email, times['known']!), await ask(stranger, times['unknown']!)];
    expect(answers[0]).toEqual(answers[1]);
  }
  const median = (list: number[]) => [...list].sort((one, other) => one - other)[2]!;
  expect(Math.abs(median(times['known']!) - median(times['unknown']!))).toBeLessThan(25);
  // Asked too often, both are told so.
  expect(await codeOf(client.call(forgotPassword, { body: { email } }))).toBe('RATE_LIMITED');
  expect(await codeOf(client.call(forgotPassword, { body: { email: stranger } }))).toBe('RATE_LIMITED');
  await eventually(() => expect(mailsTo(email, 'Set a new password').length).toBeGreaterThan(0));
  expect(mail.mails.filter(({ to }) => to.includes(stranger))).toEqual([]);
});

it('A5: a changed password ends the other sessions within five seconds, and not this one', async () => {
  const { email, api } = await person();
  const other = new ApiClient(platform.url, (await client.call(logIn, { body: { email, password } })).accessToken);
  await other.call(me, {});
  expect(await codeOf(api.call(changePassword, { body: { currentPassword: 'wrong', password: another } }))).toBe(
    'PASSWORD_WRONG',
  );
  await api.call(changePassword, { body: { currentPassword: password, password: another } });
  await eventually(() => expect(other.call(me, {})).rejects.toMatchObject({ status: 401 }), { withinMs: 5_500 });
  await api.call(me, {});
});

describe('the second factor', () => {
  const enrol = async (api: ApiClient) => {
    const { secret } = await api.call(enrolSecondFactor, { body: { password } });
    const { recoveryCodes } = await api.call(confirmSecondFactor, { body: { code: shown(secret, -1) } });
    return { secret, recoveryCodes };
  };

  it('is asked for at log-in, and goes with the password', async () => {
    const { email, api } = await person();
    const { secret, recoveryCodes } = await enrol(api);
    const attempt = (totp?: string) => codeOf(client.call(logIn, { body: { email, password, totp } }));
    expect(await attempt()).toBe('SECOND_FACTOR_REQUIRED');
    expect(await attempt('000000')).toBe('SECOND_FACTOR_WRONG');
    expect(await attempt(shown(secret))).toBe('done');
    expect(await attempt(recoveryCodes[0])).toBe('done');
    expect(await attempt(recoveryCodes[0])).toBe('SECOND_FACTOR_WRONG');
    expect(await api.call(getSecondFactor, {})).toMatchObject({ recoveryCodesLeft: 9 });
    await api.call(disableSecondFactor, { body: { password } });
    expect(await attempt()).toBe('done');
  });

  it('that a company asks for holds within five seconds; who has none may set one up, and no more', async () => {
    const owner = await person('Owner');
    const email = `${randomUUID()}@identity.example`;
    await owner.api.call(addMember, { body: { email, name: 'Member', role: 'operator', password } });
    const member = new ApiClient(platform.url, (await client.call(logIn, { body: { email, password } })).accessToken);
    await member.call(listRuns, { query: {} });
    await enrol(owner.api);
    await owner.api.call(updateCompanySecurity, { body: { secondFactorRequired: true } });
    await eventually(() => expect(member.call(listRuns, { query: {} })).rejects.toMatchObject({ status: 403 }), {
      withinMs: 5_500,
    });
    expect(await codeOf(member.call(listRuns, { query: {} }))).toBe('SECOND_FACTOR_MISSING');
    await owner.api.call(listRuns, { query: {} });
    await enrol(member);
    await eventually(() => member.call(listRuns, { query: {} }), { withinMs: 5_500 });
  });
});
