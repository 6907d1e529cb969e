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
import { CachedSessionCheck, type SessionCheck, type Standing } from './session-check.js';

/** Told who it was, before the refusal. */
type OnRefused = (caller: Caller) => void;
type Admit = (onRefused?: OnRefused) => Promise<Caller>;

/**
 * Decides by the route's policy: who calls (verified token or API key), whether the session or key still stands (at most four seconds
 * old), whether the role of now, and the scopes of the key, hold the permission, and whether the person has what the company asks of its
 * members. Deny by default.
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

  /** @throws UNAUTHENTICATED, TOKEN_EXPIRED, FORBIDDEN, SECOND_FACTOR_MISSING */
  admit({ permission: policy }: RouteSpec, request: FastifyRequest): void | Promise<void> {
    if (policy === 'public') return undefined;
    if (!isPermission(policy)) throw new AppError('FORBIDDEN');
    const secret = bearerOf(request);
    if (isApiKey(secret)) return this.entered(request, (onRefused) => this.admittedKey(secret, policy, onRefused));
    const named = this.tokens.known(secret);
    const standing = named && this.sessions.known(named);
    if (standing === undefined) return this.bySession(request, secret, policy);
    request.caller = standsFor(named!, standing, policy, (refused) => (request.refused = refused));
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
    const standing = await this.sessions.standing(named);
    if (!standing) throw new AppError('UNAUTHENTICATED', { detail: 'This session has ended. Log in again.' });
    return standsFor(named, standing, policy, onRefused);
  }
}

const isPermission = (policy: Policy): policy is Permission => Object.hasOwn(permissions, policy);

/** @throws FORBIDDEN */
/** The caller by their role of now. @throws FORBIDDEN, and what the company asks of its members and this one lacks */
function standsFor(named: Caller, { role, lacks }: Standing, policy: Permission, onRefused?: OnRefused): Caller {
  if (lacks !== undefined && policy !== 'session:own') throw new AppError(lacks);
  const caller = { ...named, role };
  if (!allows(role, policy)) onRefused?.(caller);
  return roleHolds(caller, policy);
}

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
