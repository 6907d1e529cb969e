import { Injectable } from '@nestjs/common';
import { AppError, type MailLanguage, type User } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Attempts } from '../limits/attempts.js';
import { SessionRepository } from '../sessions/session.repository.js';
import { assertStrong, hashPassword, passwordMatches } from '../users/passwords.js';
import type { UserRow } from '../users/user.entity.js';
import { UserRepository } from '../users/user.repository.js';
import { userView } from '../users/user-view.js';
import { AccountLinks } from './account-links.js';
import { AccountMailer } from './account-mailer.js';

/** From where somebody asks, and how they like to be written to. */
export interface Asker {
  address: string;
  language: MailLanguage;
}

/** Passwords forgotten and changed, addresses verified. */
@Injectable()
export class AccountService {
  constructor(
    private readonly db: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly links: AccountLinks,
    private readonly mailer: AccountMailer,
    private readonly attempts: Attempts,
  ) {}

  /** Mails a link to set a new password, if there is such an account; takes the same steps if there is none. @throws RATE_LIMITED */
  async forgotPassword(email: string, { address, language }: Asker): Promise<void> {
    await this.attempts.take('forgot-password', { address, account: email });
    const person = await this.users.byEmail(email);
    const now = await this.db.now();
    await this.db.transaction((tx) => this.mailer.sendLink(tx, 'reset_password', person, { now, language, email }));
  }

  /**
   * Sets the password and ends every session. A weak password leaves the link as it is. The mail reached the person, so their address
   * counts as verified.
   * @throws LINK_INVALID, PASSWORD_WEAK, RATE_LIMITED
   */
  async resetPassword(token: string, password: string, { address, language }: Asker): Promise<void> {
    await this.attempts.take('reset-password', { address });
    const link = await this.links.find(token, 'reset_password');
    const user = await this.users.byId(link.userId);
    if (!user || user.email !== link.email) throw new AppError('LINK_INVALID');
    await assertStrong(password, user);
    const passwordHash = await hashPassword(password);
    const now = await this.db.now();
    await this.db.transaction(async (tx) => {
      await this.links.use(tx, link, now);
      await this.users.update(tx, user.id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? now });
      await this.sessions.revokeAll(tx, user.id, now);
      await this.mailer.tell(tx, 'password_changed', user, language);
      await this.mailer.changed(tx, user.id, 'password_reset', address);
    });
  }

  /** Ends all sessions but the one that asks. @throws PASSWORD_WRONG, PASSWORD_WEAK, RATE_LIMITED */
  async changePassword(
    { userId, sessionId }: { userId: string; sessionId: string | undefined },
    { currentPassword, password }: { currentPassword: string; password: string },
    { address, language }: Asker,
  ): Promise<void> {
    const user = await this.prove(userId, currentPassword, 'currentPassword');
    await assertStrong(password, user);
    const passwordHash = await hashPassword(password);
    const now = await this.db.now();
    await this.db.transaction(async (tx) => {
      await this.users.update(tx, user.id, { passwordHash });
      await this.sessions.revokeAll(tx, user.id, now, sessionId);
      await this.mailer.tell(tx, 'password_changed', user, language);
      await this.mailer.changed(tx, user.id, 'password_changed', address);
    });
  }

  /** The person, if this is their password. @param field of the request that carries it. @throws PASSWORD_WRONG, RATE_LIMITED */
  async prove(userId: string, password: string, field = 'password'): Promise<UserRow> {
    await this.attempts.take('prove', { account: userId });
    const user = await this.users.byId(userId);
    if (!user || !(await passwordMatches(user.passwordHash, password)))
      throw new AppError('PASSWORD_WRONG', { issues: [{ path: field, message: 'is not your password' }] });
    return user;
  }

  /** @throws LINK_INVALID, also when the account has another address by now; RATE_LIMITED */
  async verifyEmail(token: string, address: string): Promise<Pick<User, 'email' | 'emailVerified'>> {
    await this.attempts.take('verify-email', { address });
    const link = await this.links.find(token, 'verify_email');
    const user = await this.users.byId(link.userId);
    if (!user || user.email !== link.email) throw new AppError('LINK_INVALID');
    const emailVerifiedAt = await this.db.now();
    await this.db.transaction(async (tx) => {
      await this.links.use(tx, link, emailVerifiedAt);
      await this.users.update(tx, user.id, { emailVerifiedAt });
      await this.mailer.changed(tx, user.id, 'email_verified', address);
    });
    return userView({ ...user, emailVerifiedAt });
  }

  /** @throws RATE_LIMITED */
  async sendVerification(userId: string, language: MailLanguage): Promise<void> {
    const user = await this.users.byId(userId);
    if (!user) throw new AppError('UNAUTHENTICATED');
    if (user.emailVerifiedAt !== null) return;
    await this.attempts.take('send-verification', { account: userId });
    const now = await this.db.now();
    await this.db.transaction((tx) =>
      this.mailer.sendLink(tx, 'verify_email', user, { now, language, email: user.email }),
    );
  }
}
