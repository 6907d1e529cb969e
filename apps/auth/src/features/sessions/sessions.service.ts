import { Injectable } from '@nestjs/common';
import {
  AppError,
  companyRpc,
  newId,
  type CompanyMembership,
  type MailLanguage,
  type Session,
  type User,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { AccountMailer } from '../account/account-mailer.js';
import { Attempts } from '../limits/attempts.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { UserRepository } from '../users/user.repository.js';
import { userView } from '../users/user-view.js';
import { assertStrong, hashPassword, passwordMatches } from '../users/passwords.js';
import type { UserRow } from '../users/user.entity.js';
import { AccountAudit } from '../users/account-audit.js';
import { SessionRepository, type Client } from './session.repository.js';
import type { SessionRow } from './session.entity.js';
import { TokensService } from './tokens.service.js';

/** Sign-up, log-in, and what follows from them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly tokens: TokensService,
    private readonly rpc: RpcClient,
    private readonly attempts: Attempts,
    private readonly mailer: AccountMailer,
    private readonly factors: SecondFactorService,
    private readonly audit: AccountAudit,
  ) {}

  /** @throws EMAIL_TAKEN, PASSWORD_WEAK, RATE_LIMITED */
  async signUp(
    request: { email: string; password: string; name: string; companyName: string },
    client: Client,
  ): Promise<Session> {
    await this.attempts.take('sign-up', { address: client.address });
    await assertStrong(request.password, request);
    const user = await this.create(request, request.companyName, client.language);
    return this.begin(await this.completeSignUp(user), client);
  }

  /** The account of a member whom somebody else adds. @throws EMAIL_TAKEN, PASSWORD_WEAK */
  async createUser(request: { email: string; password: string; name: string }): Promise<User> {
    await assertStrong(request.password, request);
    return userView(await this.create(request, null));
  }

  /**
   * Password first, then the second factor where there is one.
   * @throws CREDENTIALS_INVALID (also when the account does not exist, after the same time), SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG,
   * RATE_LIMITED
   */
  async logIn(
    request: { email: string; password: string; totp?: string | undefined; companyId?: string | undefined },
    client: Client,
  ): Promise<Session> {
    await this.attempts.take('log-in', { address: client.address, account: request.email });
    const found = await this.users.byEmail(request.email);
    if (!(await passwordMatches(found?.passwordHash, request.password)) || !found) {
      if (found) this.audit.refused(found, client.address);
      throw new AppError('CREDENTIALS_INVALID');
    }
    const { address, language = 'en' } = client;
    await this.factors.pass(found, request.totp, { address, language });
    return this.begin(await this.completeSignUp(found), client, request.companyId);
  }

  /** @throws REFRESH_INVALID, REFRESH_REUSED, SESSION_TOO_OLD when the company asks for a new sign-in by now */
  async refresh(token: string | undefined, shared: boolean, companyId?: string): Promise<Session> {
    if (!token) throw new AppError('REFRESH_INVALID', { detail: 'No refresh token came with the request' });
    const known = await this.sessions.byToken(token);
    const user = known && (await this.users.byId(known.userId));
    if (!user) throw new AppError('REFRESH_INVALID');
    const company = await this.companyOf(user.id, known.companyId ?? companyId);
    await this.assertYoung(known, company.id);
    // Last of all that can fail: a client that gets no answer still holds a token that was not used.
    const { session, refreshToken } = await this.sessions.rotate(token, shared);
    return this.grant(user, session, refreshToken, company);
  }

  /** Ends the session of a refresh token; an unknown one is no error. */
  async logOut(token: string | undefined): Promise<void> {
    const session = token ? await this.sessions.byToken(token) : undefined;
    if (session) await this.end(session.userId, session.id);
  }

  async me({ userId, sessionId }: { userId: string; sessionId: string | undefined }, companyId: string) {
    const user = await this.users.byId(userId);
    if (!user) throw new AppError('UNAUTHENTICATED');
    const companies = await this.companiesWithin(userId, sessionId);
    return { user: userView(user), company: this.choose(companies, companyId), companies };
  }

  /** @throws COMPANY_NOT_FOUND when the person is no member of it, or the session is for another one alone */
  async switchCompany(userId: string, sessionId: string, companyId: string) {
    const company = this.choose(await this.companiesWithin(userId, sessionId), companyId, 'COMPANY_NOT_FOUND');
    return { company, ...(await this.tokens.access({ userId, sessionId, companyId: company.id, role: company.role })) };
  }

  /** A session for the company of an identity provider alone. @throws FORBIDDEN when the person is no member */
  async beginBound(user: UserRow, client: Client, provider: { id: string; companyId: string }): Promise<Session> {
    const company = await this.companyOf(user.id, provider.companyId);
    const by = { companyId: provider.companyId, providerId: provider.id };
    const { session, refreshToken } = await this.sessions.open(user.id, client, by);
    return this.grant(user, session, refreshToken, company);
  }

  async list(userId: string, currentId: string | undefined) {
    const iso = (ms: number) => new Date(ms).toISOString();
    const items = (await this.sessions.openOf(userId)).map((row) => ({
      id: row.id,
      current: row.id === currentId,
      createdAt: iso(row.createdAt),
      lastUsedAt: iso(row.lastUsedAt),
      address: row.address,
      device: row.device,
    }));
    return { items, nextCursor: null };
  }

  /** @throws NOT_FOUND when it is nobody's or somebody else's */
  async revoke(userId: string, id: string): Promise<void> {
    if (!(await this.end(userId, id)))
      throw new AppError('NOT_FOUND', { detail: 'There is no such open session of yours' });
  }

  /** @returns whether it was open */
  private async end(userId: string, id: string): Promise<boolean> {
    const ended = await this.sessions.revoke(id, userId);
    const user = ended && (await this.users.byId(userId));
    if (user) this.audit.ended(user, id);
    return ended;
  }

  /** Ends all sessions of the person but this one. @returns how many ended */
  async revokeOthers(userId: string, sessionId: string | undefined): Promise<number> {
    return this.sessions.revokeAll(this.db, userId, await this.db.now(), sessionId);
  }

  private async create(
    request: { email: string; password: string; name: string },
    pendingCompany: string | null,
    language: MailLanguage = 'en',
  ): Promise<UserRow> {
    const user: UserRow = {
      id: newId('user'),
      email: request.email,
      name: request.name,
      passwordHash: await hashPassword(request.password),
      pendingCompany,
      createdAt: await this.db.now(),
      emailVerifiedAt: null,
    };
    await this.users.insert(user, (tx) =>
      this.mailer.sendLink(tx, 'verify_email', user, { now: user.createdAt, language, email: user.email }),
    );
    return user;
  }

  /** Creates the company of a sign-up, keyed by the person: a sign-up that died in between is completed at the next log-in. */
  private async completeSignUp(user: UserRow): Promise<UserRow> {
    if (user.pendingCompany === null) return user;
    await this.rpc.call(companyRpc.createCompany, {
      ownerId: user.id,
      ownerName: user.name,
      ownerEmail: user.email,
      name: user.pendingCompany,
    });
    await this.users.companyCreated(user.id);
    return { ...user, pendingCompany: null };
  }

  private async begin(user: UserRow, client: Client, companyId?: string): Promise<Session> {
    const company = await this.companyOf(user.id, companyId);
    const { session, refreshToken } = await this.sessions.open(user.id, client);
    await this.audit.signedIn(user, session.id, company.id, client.device);
    return this.grant(user, session, refreshToken, company);
  }

  private async grant(
    user: UserRow,
    session: SessionRow,
    refreshToken: string,
    company: CompanyMembership,
  ): Promise<Session> {
    const access = await this.tokens.access({
      userId: user.id,
      sessionId: session.id,
      companyId: company.id,
      role: company.role,
    });
    return { user: userView(user), company, ...access, refreshToken };
  }

  /** The company that a token is for: the one asked for, else the oldest. @throws FORBIDDEN */
  private async companyOf(userId: string, companyId: string | undefined): Promise<CompanyMembership> {
    return this.choose(await this.companiesOf(userId), companyId);
  }

  private async companiesOf(userId: string): Promise<CompanyMembership[]> {
    return (await this.rpc.call(companyRpc.memberships, { userId })).companies;
  }

  /** The companies for which this session may work. */
  private async companiesWithin(userId: string, sessionId: string | undefined): Promise<CompanyMembership[]> {
    const session = sessionId === undefined ? undefined : await this.sessions.byId(sessionId);
    const companies = await this.companiesOf(userId);
    const only = session?.companyId ?? null;
    return only === null ? companies : companies.filter(({ id }) => id === only);
  }

  /** The company may ask for a new sign-in earlier than the session ends. @throws SESSION_TOO_OLD */
  private async assertYoung({ userId, createdAt }: SessionRow, companyId: string): Promise<void> {
    const { security } = await this.rpc.call(companyRpc.membership, { userId, companyId });
    const { sessionHours } = security;
    if (sessionHours !== null && (await this.db.now()) - createdAt > sessionHours * 3600_000)
      throw new AppError('SESSION_TOO_OLD');
  }

  private choose(
    companies: CompanyMembership[],
    wanted: string | undefined,
    missing: 'FORBIDDEN' | 'COMPANY_NOT_FOUND' = 'FORBIDDEN',
  ): CompanyMembership {
    const company = wanted === undefined ? companies[0] : companies.find(({ id }) => id === wanted);
    if (!company) throw new AppError(missing, { detail: 'You are no member of this company' });
    return company;
  }
}
