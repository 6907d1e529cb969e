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
import { plainAddress } from './networks.js';
import { CachedSessionCheck, type Barriers, type SessionCheck, type Standing } from './session-check.js';

/** Told who it was, before the refusal. */
type OnRefused = (caller: Caller) => void;
type Admit = (onRefused?: OnRefused) => Promise<Caller>;

/** What is asked for, and from where. */
interface Asked {
  policy: Permission;
  address: string;
}

/**
 * Decides by the route's policy: who calls (verified token or API key), whether the session or key still stands (at most four seconds
 * old), whether the role of now, and the scopes of the key, hold the permission, and whether the caller has what the company asks of its
 * members and comes from where it lets them in. Deny by default.
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

  /** @throws UNAUTHENTICATED, TOKEN_EXPIRED, FORBIDDEN, ADDRESS_NOT_ALLOWED, and what the company asks for and is not there */
  admit({ permission: policy }: RouteSpec, request: FastifyRequest): void | Promise<void> {
    if (policy === 'public') return undefined;
    if (!isPermission(policy)) throw new AppError('FORBIDDEN');
    const secret = bearerOf(request);
    const asked: Asked = { policy, address: request.ip };
    if (isApiKey(secret)) return this.entered(request, (onRefused) => this.admittedKey(secret, asked, onRefused));
    const named = this.tokens.known(secret);
    const standing = named && this.sessions.known(named);
    if (standing === undefined) return this.bySession(request, secret, asked);
    request.caller = standsFor(named!, standing, asked, (refused) => (request.refused = refused));
    request.revalidate = async () => void (await this.admitted(named!, asked));
    return undefined;
  }

  private async bySession(request: FastifyRequest, token: string, asked: Asked): Promise<void> {
    const named = await this.tokens.verify(token);
    return this.entered(request, (onRefused) => this.admitted(named, asked, onRefused));
  }

  private async entered(request: FastifyRequest, admit: Admit): Promise<void> {
    request.caller = await admit((refused) => (request.refused = refused));
    request.revalidate = async () => void (await admit());
  }

  private async admittedKey(key: string, asked: Asked, onRefused?: OnRefused): Promise<Caller> {
    const standing = await this.keys.standing(key);
    if (!standing) throw new AppError('UNAUTHENTICATED', { detail: 'This API key is unknown, expired or revoked' });
    const { caller } = standing;
    const { policy } = asked;
    assertUnbarred(standing, asked, () => onRefused?.(caller));
    if (!may(caller, policy)) onRefused?.(caller);
    if (allows(caller.role, policy) && !may(caller, policy))
      throw new AppError('FORBIDDEN', { detail: `This API key lacks the scope ${policy}`, permission: policy });
    return roleHolds(caller, policy);
  }

  private async admitted(named: Caller, asked: Asked, onRefused?: OnRefused): Promise<Caller> {
    const standing = await this.sessions.standing(named);
    if (!standing) throw new AppError('UNAUTHENTICATED', { detail: 'This session has ended. Log in again.' });
    return standsFor(named, standing, asked, onRefused);
  }
}

const isPermission = (policy: Policy): policy is Permission => Object.hasOwn(permissions, policy);

/** The caller by their role of now. @throws FORBIDDEN, and as `assertUnbarred` */
function standsFor(named: Caller, standing: Standing, asked: Asked, onRefused?: OnRefused): Caller {
  const caller = { ...named, role: standing.role };
  assertUnbarred(standing, asked, () => onRefused?.(caller));
  if (!allows(caller.role, asked.policy)) onRefused?.(caller);
  return roleHolds(caller, asked.policy);
}

/** Their own account is everybody's to look after, wherever they are. @throws ADDRESS_NOT_ALLOWED, and what the caller lacks */
function assertUnbarred({ lacks, except, from }: Barriers, { policy, address }: Asked, refused: () => void): void {
  if (policy === 'session:own') return;
  if (from && !from.includes(address)) {
    refused();
    const seen = plainAddress(address);
    throw new AppError('ADDRESS_NOT_ALLOWED', { detail: `You come from ${seen}`, address: seen });
  }
  if (lacks === undefined || except?.includes(policy)) return;
  refused();
  throw new AppError(lacks);
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
