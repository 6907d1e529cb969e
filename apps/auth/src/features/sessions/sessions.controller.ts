import { Controller } from '@nestjs/common';
import {
  AppError,
  jwks,
  listSessions,
  logIn,
  logOut,
  me,
  refresh,
  revokeOtherSessions,
  revokeSession,
  signUp,
  switchCompany,
  type Caller,
  type In,
  type Session,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { KeysService } from '../keys/keys.service.js';
import { clientOf } from './client-of.js';
import { personOf } from './person.js';
import { clearSessionCookie, sessionCookie, setSessionCookie } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly keys: KeysService,
  ) {}

  @Handle(signUp) async signUp(
    _caller: Caller | undefined,
    { body }: In<typeof signUp>,
    http: HttpContext,
  ): Promise<Session> {
    return setSessionCookie(http, await this.sessions.signUp(body, clientOf(http)));
  }

  @Handle(logIn) async logIn(
    _caller: Caller | undefined,
    { body }: In<typeof logIn>,
    http: HttpContext,
  ): Promise<Session> {
    return setSessionCookie(http, await this.sessions.logIn(body, clientOf(http)));
  }

  @Handle(refresh) async refresh(
    _caller: Caller | undefined,
    { body }: In<typeof refresh>,
    http: HttpContext,
  ): Promise<Session> {
    const shared = body.refreshToken === undefined;
    try {
      return setSessionCookie(
        http,
        await this.sessions.refresh(body.refreshToken ?? sessionCookie(http), shared, body.companyId),
      );
    } catch (error) {
      // One that is too old for this company may still do for another.
      if (shared && AppError.is(error) && error.status === 401 && error.code !== 'SESSION_TOO_OLD')
        clearSessionCookie(http);
      throw error;
    }
  }

  @Handle(logOut) async logOut(
    _caller: Caller | undefined,
    { body }: In<typeof logOut>,
    http: HttpContext,
  ): Promise<void> {
    await this.sessions.logOut(body.refreshToken ?? sessionCookie(http));
    clearSessionCookie(http);
  }

  @Handle(me) me(caller: Caller) {
    return this.sessions.me(personOf(caller), caller.companyId);
  }

  @Handle(switchCompany) switchCompany(caller: Caller, { body }: In<typeof switchCompany>) {
    return this.sessions.switchCompany(personOf(caller).userId, caller.sessionId ?? '', body.companyId);
  }

  @Handle(listSessions) list(caller: Caller) {
    return this.sessions.list(personOf(caller).userId, caller.sessionId);
  }

  @Handle(revokeSession) revoke(caller: Caller, { params }: In<typeof revokeSession>): Promise<void> {
    return this.sessions.revoke(personOf(caller).userId, params.id);
  }

  @Handle(revokeOtherSessions) async revokeOthers(caller: Caller) {
    const { userId, sessionId } = personOf(caller);
    return { ended: await this.sessions.revokeOthers(userId, sessionId) };
  }

  @Handle(jwks) async jwks() {
    return { keys: await this.keys.publicKeys() };
  }
}
