import {
  accountRpc,
  AppError,
  companyRpc,
  mailLinkOwner,
  newId,
  resetLinkOwner,
  type AccountMail,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { backends, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { authService } from '../../app.module.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserRepository } from '../users/user.repository.js';
import { AccountService } from './account.service.js';

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
const another = 'nine brown owls doze';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('accounts on %s', (backend) => {
  let auth: ServiceUnderTest;
  let db: Database;
  let account: AccountService;
  let sessions: SessionsService;
  let count = 0;

  beforeAll(async () => {
    auth = await ServiceUnderTest.start(authService, backend, { company: new Company() });
    [db, account, sessions] = [auth.get<Database>(Database), auth.get(AccountService), auth.get(SessionsService)];
  });
  afterAll(() => auth.stop());

  const person = async () => {
    const email = `person${++count}@larkfield.example`;
    const session = await sessions.signUp({ email, password, name: 'Mara', companyName: 'Larkfield' }, client);
    return { email, userId: session.user.id, session };
  };
  const mails = async (template?: string) => {
    const rows = await db.query<{ data: string }>(
      "SELECT data FROM outbox WHERE type = 'account.mail_requested.v1' ORDER BY at, id",
    );
    const all = rows.map(({ data }) => JSON.parse(data) as AccountMail);
    return template === undefined ? all : all.filter((mail) => mail.template === template);
  };
  /** The secret of the newest link of a kind to an address. */
  const tokenTo = async (email: string, template: string) => {
    const mail = (await mails(template)).filter(({ to }) => to === email).at(-1);
    const link = await auth.get(Vault).open(mail!.sealedLink!, mailLinkOwner(mail!.key));
    return link.split('#')[1]!;
  };
  const isOpen = ({ session }: { session: { refreshToken: string } }) =>
    codeOf(sessions.refresh(session.refreshToken, false));

  it('keep no secret of a link: not in the tables, not in the events', async () => {
    const { email } = await person();
    const token = await tokenTo(email, 'verify_email');
    expect(token.length).toBeGreaterThan(40);
    const everything = [
      ...(await db.query('SELECT * FROM account_links')),
      ...(await db.query('SELECT * FROM outbox')),
    ];
    expect(JSON.stringify(everything)).toContain(email);
    expect(JSON.stringify(everything)).not.toContain(token);
  });

  it('verify their address by a link, once', async () => {
    const { email, userId } = await person();
    const users = auth.get(UserRepository);
    expect((await users.byId(userId))!.emailVerifiedAt).toBeNull();
    const token = await tokenTo(email, 'verify_email');
    const all = await Promise.all([1, 2, 3].map(() => codeOf(account.verifyEmail(token, client.address))));
    expect(all.sort()).toEqual(['LINK_INVALID', 'LINK_INVALID', 'done']);
    expect((await users.byId(userId))!.emailVerifiedAt).toEqual(expect.any(Number));
    const sent = (await mails('verify_email')).length;
    await account.sendVerification(userId, 'en');
    expect((await mails('verify_email')).length).toBe(sent);
  });

  it('verify by the newest link alone', async () => {
    const { email, userId } = await person();
    const old = await tokenTo(email, 'verify_email');
    await account.sendVerification(userId, 'de');
    expect(await codeOf(account.verifyEmail(old, client.address))).toBe('LINK_INVALID');
    expect(await account.verifyEmail(await tokenTo(email, 'verify_email'), client.address)).toEqual(
      expect.objectContaining({ email, emailVerified: true }),
    );
  });

  it('A4: get a new password by a link, once; every session ends', async () => {
    const who = await person();
    const second = { session: await sessions.logIn({ email: who.email, password }, client) };
    await account.forgotPassword(who.email, asker);
    const token = await tokenTo(who.email, 'reset_password');
    // A weak password leaves the link as it is.
    expect(await codeOf(account.resetPassword(token, 'password1234', asker))).toBe('PASSWORD_WEAK');
    const all = await Promise.all([1, 2, 3].map(() => codeOf(account.resetPassword(token, another, asker))));
    expect(all.sort()).toEqual(['LINK_INVALID', 'LINK_INVALID', 'done']);
    expect([await isOpen(who), await isOpen(second)]).toEqual(['REFRESH_INVALID', 'REFRESH_INVALID']);
    expect(await codeOf(sessions.logIn({ email: who.email, password }, client))).toBe('CREDENTIALS_INVALID');
    const { user } = await sessions.logIn({ email: who.email, password: another }, client);
    // The link came by mail, so the address is theirs.
    expect(user.emailVerified).toBe(true);
    expect((await mails('password_changed')).filter(({ to }) => to === who.email)).toHaveLength(1);
  });

  it('A4: a link is refused when it is empty, unknown, too old, or for something else', async () => {
    const { email, userId } = await person();
    await account.forgotPassword(email, asker);
    const token = await tokenTo(email, 'reset_password');
    const verify = await tokenTo(email, 'verify_email');
    for (const wrong of ['', 'x', `${token}x`, token.slice(1), verify])
      expect([wrong, await codeOf(account.resetPassword(wrong, another, asker))]).toEqual([wrong, 'LINK_INVALID']);
    expect(await codeOf(account.verifyEmail(token, client.address))).toBe('LINK_INVALID');
    await db.run('UPDATE account_links SET expires_at = ? WHERE user_id = ?', [(await db.now()) - 1, userId]);
    expect(await codeOf(account.resetPassword(token, another, asker))).toBe('LINK_INVALID');
    expect(await codeOf(sessions.logIn({ email, password }, client))).toBe('done');
  });

  it('A4: asking for an address without an account does the same and mails nobody', async () => {
    const { email } = await person();
    const size = async () => ({
      links: (await db.query('SELECT hash FROM account_links')).length,
      mails: (await mails()).length,
    });
    const before = await size();
    await account.forgotPassword('nobody@larkfield.example', asker);
    const unknown = await size();
    await account.forgotPassword(email, asker);
    const known = await size();
    expect([unknown.links - before.links, unknown.mails - before.mails]).toEqual([1, 1]);
    expect([known.links - unknown.links, known.mails - unknown.mails]).toEqual([1, 1]);
    const [stranger, one] = (await mails('reset_password')).slice(-2);
    expect([stranger!.to, one!.to]).toEqual([null, email]);
    expect(stranger!.sealedLink).toEqual(expect.any(String));
  });

  it('A5: change their password knowing the old one; other sessions end, this one stays', async () => {
    const who = await person();
    const other = { session: await sessions.logIn({ email: who.email, password }, client) };
    const { items } = await sessions.list(who.userId, undefined);
    const [row] = await db.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = ? ORDER BY id LIMIT 1', [
      who.userId,
    ]);
    const caller = { userId: who.userId, sessionId: row!.id };
    expect(items).toHaveLength(2);
    const change = (currentPassword: string, next: string) =>
      codeOf(account.changePassword(caller, { currentPassword, password: next }, asker));
    expect(await change('not the password', another)).toBe('PASSWORD_WRONG');
    expect(await change(password, 'qwertyuiop12')).toBe('PASSWORD_WEAK');
    expect(await change(password, another)).toBe('done');
    expect([await isOpen(who), await isOpen(other)]).toEqual(['done', 'REFRESH_INVALID']);
    expect(await codeOf(sessions.logIn({ email: who.email, password: another }, client))).toBe('done');
    const changes = await db.query<{ data: string }>("SELECT data FROM outbox WHERE type = 'account.changed.v1'");
    expect(changes.map(({ data }) => JSON.parse(data) as object)).toContainEqual({
      userId: who.userId,
      change: 'password_changed',
      address: '192.0.2.1',
    });
  });

  it('A4: are opened by a link that an administrator hands over: once, for a day, the newest alone, and audited', async () => {
    const { email, userId, session } = await person();
    const caller = {
      kind: 'user' as const,
      companyId: newId('company'),
      userId: newId('user'),
      role: 'admin' as const,
    };
    const make = async () => {
      const asked = { userId, memberId: newId('member') };
      const { sealedLink, expiresAt } = await auth.as('company').call(accountRpc.createResetLink, asked, { caller });
      expect(sealedLink).not.toContain('reset-password');
      expect(Date.parse(expiresAt) - (await db.now())).toBeGreaterThan(23 * 3600_000);
      const link = await auth.get(Vault).open(sealedLink, resetLinkOwner(caller.companyId, userId));
      return link.split('#')[1]!;
    };
    const [first, second] = [await make(), await make()];
    expect(await codeOf(account.resetPassword(first, another, asker))).toBe('LINK_INVALID');
    expect(await codeOf(account.resetPassword(second, another, asker))).toBe('done');
    expect(await codeOf(account.resetPassword(second, another, asker))).toBe('LINK_INVALID');
    expect(await isOpen({ session })).not.toBe('done');
    expect(await codeOf(sessions.logIn({ email, password: another }, client))).toBe('done');
    const told = await db.query<{ data: string }>('SELECT data FROM outbox WHERE company_id = ?', [caller.companyId]);
    expect(told.map(({ data }) => (JSON.parse(data) as { action: string }).action)).toEqual([
      'member.reset-link-made',
      'member.reset-link-made',
    ]);
    expect(JSON.stringify(told)).not.toContain(second);
    // Administrators of a company alone ask, by the service that knows who is one.
    const asked = { userId, memberId: newId('member') };
    const low = auth.as('company').call(accountRpc.createResetLink, asked, { caller: { ...caller, role: 'builder' } });
    expect(await codeOf(low)).toBe('FORBIDDEN');
    expect(await codeOf(auth.as('ai').call(accountRpc.createResetLink, asked, { caller }))).toBe('RPC_REJECTED');
  });
});
