import type { FastifyRequest } from 'fastify';
import {
  allows,
  AppError,
  may,
  permissions,
  type Caller,
  type Permission,
  type Policy,
  type RouteSpec,
} from '#libs/contracts';
import type { Guard } from '../http/index.js';
import type { AccessTokens } from './access-tokens.js';
import { CachedApiKeyCheck, isApiKey, type ApiKeyCheck } from './api-key-check.js';
import { CachedSessionCheck, type SessionCheck } from './session-check.js';

/** Told who it was, before the refusal. */
type OnRefused = (caller: Caller) => void;
type Admit = (onRefused?: OnRefused) => Promise<Caller>;

/**
 * Decides by the route's policy: who calls (verified token or API key), whether the session or key still stands (at most five seconds
 * old), and whether the role of now, and the scopes of the key, hold the permission. Deny by default.
 */
export class AuthGuard implements Guard {
  private readonly sessions: CachedSessionCheck;
  private readonly keys: CachedApiKeyCheck;

  constructor(
    private readonly tokens: AccessTokens,
    sessions: SessionCheck,
    keys: ApiKeyCheck,
  ) {
    this.sessions = new CachedSessionCheck(sessions);
    this.keys = new CachedApiKeyCheck(keys);
  }

  /** @throws UNAUTHENTICATED, TOKEN_EXPIRED, FORBIDDEN */
  admit({ permission: policy }: RouteSpec, request: FastifyRequest): void | Promise<void> {
    if (policy === 'public') return undefined;
    if (!isPermission(policy)) throw new AppError('FORBIDDEN');
    const secret = bearerOf(request);
    if (isApiKey(secret)) return this.entered(request, (onRefused) => this.admittedKey(secret, policy, onRefused));
    const named = this.tokens.known(secret);
    const role = named && this.sessions.known(named);
    if (role === undefined) return this.bySession(request, secret, policy);
    const caller = { ...named!, role };
    if (!allows(role, policy)) request.refused = caller;
    request.caller = roleHolds(caller, policy);
    request.revalidate = async () => void (await this.admitted(named!, policy));
    return undefined;
  }

  private async bySession(request: FastifyRequest, token: string, policy: Permission): Promise<void> {
    const named = await this.tokens.verify(token);
    return this.entered(request, (onRefused) => this.admitted(named, policy, onRefused));
  }

  private async entered(request: FastifyRequest, admit: Admit): Promise<void> {
    request.caller = await admit((refused) => (request.refused = refused));
    request.revalidate = async () => void (await admit());
  }

  private async admittedKey(key: string, policy: Permission, onRefused?: OnRefused): Promise<Caller> {
    const caller = await this.keys.callerNow(key);
    if (!caller) throw new AppError('UNAUTHENTICATED', { detail: 'This API key is unknown, expired or revoked' });
    if (!may(caller, policy)) onRefused?.(caller);
    if (allows(caller.role, policy) && !may(caller, policy))
      throw new AppError('FORBIDDEN', { detail: `This API key lacks the scope ${policy}`, permission: policy });
    return roleHolds(caller, policy);
  }

  private async admitted(named: Caller, policy: Permission, onRefused?: OnRefused): Promise<Caller> {
    const role = await this.sessions.roleNow(named);
    if (role === undefined) throw new AppError('UNAUTHENTICATED', { detail: 'This session has ended. Log in again.' });
    const caller = { ...named, role };
    if (!allows(role, policy)) onRefused?.(caller);
    return roleHolds(caller, policy);
  }
}

const isPermission = (policy: Policy): policy is Permission => Object.hasOwn(permissions, policy);

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
