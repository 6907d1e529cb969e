import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { allows, AppError, permissions, type Caller, type Permission } from '#libs/contracts';
import { routeOf } from '../http/handle.js';
import type { AccessTokens } from './access-tokens.js';
import { CachedSessionCheck, type SessionCheck } from './session-check.js';

/**
 * Decides by the route's policy: who calls (verified token), whether the session still stands (at most five seconds old), and whether
 * the role of now holds the permission. Deny by default.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly sessions: SessionCheck;

  constructor(
    private readonly tokens: AccessTokens,
    sessions: SessionCheck,
  ) {
    this.sessions = new CachedSessionCheck(sessions);
  }

  /** @throws UNAUTHENTICATED, TOKEN_EXPIRED, FORBIDDEN */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = routeOf(context.getHandler())?.permission;
    if (policy === 'public') return true;
    if (policy === undefined || policy === 'service') throw new AppError('FORBIDDEN');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const named = await this.tokens.verify(bearerOf(request));
    request.caller = await this.admitted(named, policy);
    request.revalidate = async () => void (await this.admitted(named, policy));
    return true;
  }

  private async admitted(named: Caller, policy: Permission): Promise<Caller> {
    const role = await this.sessions.roleNow(named);
    if (role === undefined) throw new AppError('UNAUTHENTICATED', { detail: 'This session has ended. Log in again.' });
    if (!allows(role, policy)) {
      throw new AppError('FORBIDDEN', {
        detail: `This needs the role ${permissions[policy]} or higher; yours is ${role}`,
        permission: policy,
      });
    }
    return { ...named, role };
  }
}

function bearerOf(request: FastifyRequest): string {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('UNAUTHENTICATED');
  return token;
}
