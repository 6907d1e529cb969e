import { Controller } from '@nestjs/common';
import {
  AppError,
  beginOidc,
  discoverOidc,
  linkOidc,
  listIdentities,
  oidcCallback,
  unlinkIdentity,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, RawAnswer, type HttpContext } from '#libs/platform/http';
import { clientOf } from '../sessions/client-of.js';
import { setSessionCookie } from '../sessions/session-cookie.js';
import { personOf } from '../sessions/person.js';
import { flowLifeMs } from './oidc-flows.js';
import { OidcService } from './oidc.service.js';

const cookieName = 'aaas_oidc';
/** Comes back with the browser when another site sends it here by a link, hence `lax`. */
const cookieScope = { path: '/api/v1/auth/oidc', httpOnly: true, sameSite: 'lax' as const };

@Controller()
export class OidcController {
  constructor(private readonly oidc: OidcService) {}

  @Handle(discoverOidc) discover(_caller: Caller | undefined, { body }: In<typeof discoverOidc>, http: HttpContext) {
    return this.oidc.discover(body.email, http.ip);
  }

  @Handle(beginOidc) async begin(_caller: Caller | undefined, { body }: In<typeof beginOidc>, http: HttpContext) {
    return withBrowser(http, await this.oidc.begin(body.providerId, body.next, http.ip));
  }

  @Handle(linkOidc) async link(caller: Caller, { body }: In<typeof linkOidc>, http: HttpContext) {
    const { userId } = personOf(caller);
    return withBrowser(http, await this.oidc.link(userId, caller.companyId, body.providerId, body.next));
  }

  @Handle(oidcCallback) async callback(
    _caller: Caller | undefined,
    { query }: In<typeof oidcCallback>,
    http: HttpContext,
  ): Promise<RawAnswer> {
    const browser = http.cookie(cookieName);
    try {
      const { next, session } = await this.oidc.finish(query, browser, clientOf(http));
      if (!session) return to(next);
      setSessionCookie(http, session);
      return to(`/signed-in?next=${encodeURIComponent(next)}`);
    } catch (error) {
      // A person stands here with a browser: a page says it. What is no fault of the sign-in is told, and logged, as everywhere.
      if (!AppError.is(error) || (error.status >= 500 && error.code !== 'OIDC_UNREACHABLE')) throw error;
      return to(`/sign-in?problem=${error.code}`);
    }
  }

  @Handle(listIdentities) identities(caller: Caller) {
    return this.oidc.identities(personOf(caller).userId, caller.companyId);
  }

  @Handle(unlinkIdentity) unlink(
    caller: Caller,
    { params }: In<typeof unlinkIdentity>,
    http: HttpContext,
  ): Promise<void> {
    return this.oidc.unlink(personOf(caller).userId, params.id, http.ip);
  }
}

/** Paths of ours only: `next` was checked when it came. */
const to = (location: string) => new RawAnswer(303, { location, 'cache-control': 'no-store' }, undefined);

function withBrowser(http: HttpContext, { url, browser }: { url: string; browser: string }): { url: string } {
  const secure = http.header('x-forwarded-proto') === 'https';
  http.setCookie(cookieName, browser, { ...cookieScope, secure, maxAge: flowLifeMs / 1000 });
  return { url };
}
