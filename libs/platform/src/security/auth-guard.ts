import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { allows, AppError, may, permissions, type Caller, type Permission } from '#libs/contracts';
import { routeOf } from '../http/handle.js';
import type { AccessTokens } from './access-tokens.js';
import { CachedApiKeyCheck, isApiKey, type ApiKeyCheck } from './api-key-check.js';
import { CachedSessionCheck, type SessionCheck } from './session-check.js';

/**
 * Decides by the route's policy: who calls (verified token or API key), whether the session or key still stands (at most four seconds
 * old), and whether the role of now, and the scopes of the key, hold the permission; and
 * whether the person has what the company asks of its members. Deny by default.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly sessions: SessionCheck;
  private readonly keys: CachedApiKeyCheck;

  constructor(
    private readonly tokens: AccessTokens,
    sessions: SessionCheck,
    keys: ApiKeyCheck,
  ) {
    this.sessions = new CachedSessionCheck(sessions);
    this.keys = new CachedApiKeyCheck(keys);
  }

  /** @throws UNAUTHENTICATED, TOKEN_EXPIRED, FORBIDDEN, SECOND_FACTOR_MISSING */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = routeOf(context.getHandler())?.permission;
    if (policy === 'public') return true;
    if (policy === undefined || policy === 'service') throw new AppError('FORBIDDEN');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const secret = bearerOf(request);
    const admit = isApiKey(secret) ? () => this.admittedKey(secret, policy) : await this.bySession(secret, policy);
    request.caller = await admit();
    request.revalidate = async () => void (await admit());
    return true;
  }

  private async bySession(token: string, policy: Permission): Promise<() => Promise<Caller>> {
    const named = await this.tokens.verify(token);
    return () => this.admitted(named, policy);
  }

  private async admittedKey(key: string, policy: Permission): Promise<Caller> {
    const caller = await this.keys.callerNow(key);
    if (!caller) throw new AppError('UNAUTHENTICATED', { detail: 'This API key is unknown, expired or revoked' });
    if (allows(caller.role, policy) && !may(caller, policy))
      throw new AppError('FORBIDDEN', { detail: `This API key lacks the scope ${policy}`, permission: policy });
    return roleHolds(caller, policy);
  }

  private async admitted(named: Caller, policy: Permission): Promise<Caller> {
    const standing = await this.sessions.standing(named);
    if (!standing) throw new AppError('UNAUTHENTICATED', { detail: 'This session has ended. Log in again.' });
    if (standing.lacks !== undefined && policy !== 'session:own') throw new AppError(standing.lacks);
    return roleHolds({ ...named, role: standing.role }, policy);
  }
}

/** @throws FORBIDDEN */
function roleHolds(caller: Caller, policy: Permission): Caller {
  if (allows(caller.role, policy)) return caller;
  throw new AppError('FORBIDDEN', {
    detail: `This needs the role ${permissions[policy]} or higher; yours is ${caller.role}`,
    permission: policy,
  });
}

function bearerOf(request: FastifyRequest): string {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('UNAUTHENTICATED');
  return token;
}
