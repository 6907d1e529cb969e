import { createHash } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { AppError, newId, route, type Caller, type Policy, type Role } from '#libs/contracts';
import { routeMetadata } from '../http/handle.js';
import type { AccessTokens } from './access-tokens.js';
import type { ApiKeyCheck } from './api-key-check.js';
import { AuthGuard } from './auth-guard.js';
import type { Standing } from './session-check.js';

const caller: Caller = {
  kind: 'user',
  userId: newId('user'),
  sessionId: newId('session'),
  companyId: newId('company'),
  role: 'owner',
};

/** A request with this header on a route with this policy. */
function exchange(policy: Policy | undefined, authorization?: string) {
  const request: { headers: { authorization?: string }; caller?: Caller; revalidate?: () => Promise<void> } = {
    headers: authorization === undefined ? {} : { authorization },
  };
  const handler = () => undefined;
  const spec = { method: 'GET', path: '/x', tag: 't', summary: 's', responses: { 204: 'empty' } } as const;
  if (policy) Reflect.defineMetadata(routeMetadata, route({ ...spec, permission: policy }), handler);
  const context = { getHandler: () => handler, switchToHttp: () => ({ getRequest: () => request }) };
  return { request, context: context as unknown as ExecutionContext };
}

describe('the guard', () => {
  let role: Role | undefined = 'builder';
  let lacks: Standing['lacks'];
  const asked: Caller[] = [];
  const tokens = {
    verify: async (token: string) => {
      if (token !== 'good') throw new AppError('UNAUTHENTICATED');
      return caller;
    },
  } as unknown as AccessTokens;
  const keys = new Map<string, Caller>();
  const hashes: string[] = [];
  const known: ApiKeyCheck = { callerOf: async (hash) => (hashes.push(hash), keys.get(hash)) };
  const standing = async (who: Caller): Promise<Standing | undefined> => {
    asked.push(who);
    return role && { role, ...(lacks ? { lacks } : {}) };
  };
  const guard = () => new AuthGuard(tokens, { standing }, known);
  const outcome = (policy: Policy | undefined, authorization?: string) =>
    guard()
      .canActivate(exchange(policy, authorization).context)
      .then(
        (passed) => passed,
        (error: AppError) => error.code,
      );

  beforeEach(() => {
    role = 'builder';
    lacks = undefined;
  });

  it('lets anybody into a public route, and asks nobody', async () => {
    asked.length = 0;
    expect(await outcome('public')).toBe(true);
    expect(asked).toEqual([]);
  });

  it('lets nobody into a route without a policy, or one for services', async () => {
    expect(await outcome(undefined, 'Bearer good')).toBe('FORBIDDEN');
    expect(await outcome('service', 'Bearer good')).toBe('FORBIDDEN');
  });

  it.each([undefined, '', 'good', 'Basic good', 'Bearer', 'Bearer ', 'Bearer bad', 'Bearer good x', 'Bearer  good'])(
    'refuses the header %p',
    async (header) => {
      expect(await outcome('runs:read', header)).toBe('UNAUTHENTICATED');
    },
  );

  it('lets whoever lacks what the company asks for look after their own account, and no more', async () => {
    lacks = 'SECOND_FACTOR_MISSING';
    expect(await outcome('runs:read', 'Bearer good')).toBe('SECOND_FACTOR_MISSING');
    expect(await outcome('session:own', 'Bearer good')).toBe(true);
  });

  it('goes by the role of now, not that of the token', async () => {
    const { request, context } = exchange('workflows:write', 'bearer good');
    await guard().canActivate(context);
    expect(request.caller).toEqual({ ...caller, role: 'builder' });
    expect(await outcome('members:write', 'Bearer good')).toBe('FORBIDDEN');
    role = 'viewer';
    expect(await outcome('workflows:write', 'Bearer good')).toBe('FORBIDDEN');
    expect(await outcome('workflows:read', 'Bearer good')).toBe(true);
  });

  it('refuses an ended session, and fails when nobody can tell', async () => {
    role = undefined;
    expect(await outcome('runs:read', 'Bearer good')).toBe('UNAUTHENTICATED');
    const unsure = new AuthGuard(tokens, { standing: () => Promise.reject(new AppError('UNAVAILABLE')) }, known);
    await expect(unsure.canActivate(exchange('runs:read', 'Bearer good').context)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  describe('with an API key', () => {
    const key = `aaas_0123456789_${'k'.repeat(43)}`;
    const hash = createHash('sha256').update(key).digest('hex');
    const { sessionId: _, ...person } = caller;
    const mine: Caller = {
      ...person,
      role: 'builder',
      apiKeyId: newId('apiKey'),
      scopes: ['runs:read', 'members:write'],
    };
    beforeEach(() => {
      keys.clear();
      keys.set(hash, mine);
      hashes.length = 0;
    });

    it('lets in who holds the scope and whose maker holds the permission', async () => {
      const { request, context } = exchange('runs:read', `Bearer ${key}`);
      expect(await guard().canActivate(context)).toBe(true);
      expect(request.caller).toEqual(mine);
      expect(hashes).toEqual([hash]);
      expect(await outcome('runs:start', `Bearer ${key}`)).toBe('FORBIDDEN');
      expect(await outcome('members:write', `Bearer ${key}`)).toBe('FORBIDDEN');
    });

    it('says what is lacking', async () => {
      const detail = async (policy: Policy) => {
        const refusal = guard().canActivate(exchange(policy, `Bearer ${key}`).context);
        return refusal.then(
          () => undefined,
          (error: AppError) => error.details['detail'],
        );
      };
      expect(await detail('runs:start')).toBe('This API key lacks the scope runs:start');
      expect(await detail('members:write')).toBe('This needs the role admin or higher; yours is builder');
    });

    it('refuses one that is unknown, and asks nobody about what is none', async () => {
      keys.clear();
      expect(await outcome('runs:read', `Bearer ${key}`)).toBe('UNAUTHENTICATED');
      hashes.length = 0;
      for (const odd of ['aaas_', `aaas_short_${'k'.repeat(43)}`, `${key}x`, `aaas_0123456789_${'k'.repeat(42)}'`])
        expect(await outcome('runs:read', `Bearer ${odd}`)).toBe('UNAUTHENTICATED');
      expect(hashes).toEqual([]);
    });

    it('ends with it within five seconds, streams too', async () => {
      jest.useFakeTimers();
      const { request, context } = exchange('runs:read', `Bearer ${key}`);
      await guard().canActivate(context);
      await request.revalidate?.();
      keys.clear();
      jest.advanceTimersByTime(5_000);
      await expect(request.revalidate?.()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      jest.useRealTimers();
    });
  });

  it('lets a stream ask again', async () => {
    jest.useFakeTimers();
    const { request, context } = exchange('runs:read', 'Bearer good');
    await guard().canActivate(context);
    await request.revalidate?.();
    role = undefined;
    jest.advanceTimersByTime(5_000);
    await expect(request.revalidate?.()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    jest.useRealTimers();
  });
});
