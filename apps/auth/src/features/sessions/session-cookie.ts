import type { Session } from '#libs/contracts';
import type { HttpContext } from '#libs/platform/http';
import { sessionLifeMs } from './session.repository.js';

const cookieName = 'aaas_refresh';
/** Scripts cannot read it, other sites cannot send it, and it goes to the auth routes alone. */
const cookieScope = { path: '/api/v1/auth', httpOnly: true, sameSite: 'strict' as const };

/** The refresh token that the browser brought. */
export const sessionCookie = (http: HttpContext): string | undefined => http.cookie(cookieName);

export const clearSessionCookie = (http: HttpContext): void => http.clearCookie(cookieName, cookieScope);

/** Gives the browser the refresh token of a session. */
export function setSessionCookie(http: HttpContext, session: Session): Session {
  const secure = http.header('x-forwarded-proto') === 'https';
  http.setCookie(cookieName, session.refreshToken, { ...cookieScope, secure, maxAge: sessionLifeMs / 1000 });
  return session;
}
