import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError, newId, route, type Caller, type Policy, type Role, type RouteSpec } from '#libs/contracts';
import type { AccessTokens } from './access-tokens.js';
import type { ApiKeyCheck } from './api-key-check.js';
import { AuthGuard } from './auth-guard.js';
import { Networks } from './networks.js';
import type { Barriers, Standing } from './session-check.js';

const caller: Caller = {
  kind: 'user',
  userId: newId('user'),
  sessionId: newId('session'),
  companyId: newId('company'),
  role: 'owner',
};

/** A request with this header on a route with this policy. */
function exchange(policy: Policy | undefined, authorization?: string, ip = '198.51.100.7') {
  const request: {
    ip: string;
    headers: { authorization?: string };
    caller?: Caller;
    revalidate?: () => Promise<void>;
  } = {
    ip,
    headers: authorization === undefined ? {} : { authorization },
  };
  const spec = { method: 'GET', path: '/x', tag: 't', summary: 's', responses: { 204: 'empty' } } as const;
  const asked = policy ? route({ ...spec, permission: policy }) : (spec as unknown as RouteSpec);
  const now = (guard: AuthGuard) => guard.admit(asked, request as unknown as FastifyRequest);
  return { request, now, admit: async (guard: AuthGuard) => now(guard) };
}

describe('the guard', () => {
  let role: Role | undefined = 'builder';
  let barriers: Barriers = {};
  const asked: Caller[] = [];
  const verified = new Set<string>();
  const tokens = {
    known: (token: string) => (verified.has(token) ? caller : undefined),
    verify: async (token: string) => {
      if (token !== 'good') throw new AppError('UNAUTHENTICATED');
      verified.add(token);
      return caller;
    },
  } as unknown as AccessTokens;
  const keys = new Map<string, Caller>();
  const hashes: string[] = [];
  const known: ApiKeyCheck = {
    standing: async (hash) => {
      hashes.push(hash);
      const holder = keys.get(hash);
      return holder && { caller: holder, ...barriers };
    },
  };
  const standing = async (who: Caller): Promise<Standing | undefined> => {
    asked.push(who);
    return role && { role, ...barriers };
  };
  const guard = () => new AuthGuard(tokens, { standing }, known);
  const outcome = (policy: Policy | undefined, authorization?: string, ip?: string) =>
    exchange(policy, authorization, ip)
      .admit(guard())
      .then(
        () => true,
        (error: AppError) => error.code,
      );

  beforeEach(() => {
    role = 'builder';
    verified.clear();
    barriers = {};
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

  it("says whom it refused, by role or scope, and lets them be nobody's caller", async () => {
    const refusedBy = async (authorization: string) => {
      const { request, admit } = exchange('members:write', authorization);
      await expect(admit(guard())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      return request as { caller?: Caller; refused?: Caller };
    };
    expect(await refusedBy('Bearer good')).toMatchObject({ refused: { userId: caller.userId, role: 'builder' } });
    const key = `aaas_0123456789_${'r'.repeat(43)}`;
    keys.set(createHash('sha256').update(key).digest('hex'), {
      ...caller,
      role: 'owner',
      apiKeyId: 'key_1',
      scopes: ['runs:read'],
    });
    const request = await refusedBy(`Bearer ${key}`);
    expect(request).toMatchObject({ refused: { apiKeyId: 'key_1' } });
    expect(request.caller).toBeUndefined();
  });

  it('lets whoever lacks what the company asks for look after their own account, and no more', async () => {
    barriers = { lacks: 'SECOND_FACTOR_MISSING' };
    expect(await outcome('runs:read', 'Bearer good')).toBe('SECOND_FACTOR_MISSING');
    expect(await outcome('session:own', 'Bearer good')).toBe(true);
  });

  it('lets in an owner of a company that is deactivated, for what brings it back', async () => {
    role = 'owner';
    barriers = { lacks: 'COMPANY_DEACTIVATED', except: ['company:own'] };
    expect(await outcome('company:own', 'Bearer good')).toBe(true);
    expect(await outcome('company:read', 'Bearer good')).toBe('COMPANY_DEACTIVATED');
    role = 'admin';
    expect(await outcome('company:own', 'Bearer good')).toBe('FORBIDDEN');
  });

  it('lets people and keys in from where the company says, and everybody to their own account', async () => {
    barriers = { from: new Networks(['203.0.113.0/24', '2001:db8::/32']) };
    const key = `aaas_0123456789_${'n'.repeat(43)}`;
    keys.set(createHash('sha256').update(key).digest('hex'), { ...caller, role: 'builder', scopes: ['runs:read'] });
    for (const bearer of ['Bearer good', `Bearer ${key}`]) {
      for (const inside of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1'])
        expect(await outcome('runs:read', bearer, inside)).toBe(true);
      for (const outside of ['203.0.114.1', '2001:db9::1', '::1', 'unknown', ''])
        expect(await outcome('runs:read', bearer, outside)).toBe('ADDRESS_NOT_ALLOWED');
    }
    expect(await outcome('session:own', 'Bearer good', '203.0.114.1')).toBe(true);
    const { request, admit } = exchange('runs:read', 'Bearer good', '::ffff:203.0.114.1');
    await expect(admit(guard())).rejects.toMatchObject({ details: { address: '203.0.114.1' } });
    // The audit log is told who it was.
    expect(request).toMatchObject({ refused: { userId: caller.userId } });
  });

  it('goes by the role of now, not that of the token', async () => {
    const { request, admit } = exchange('workflows:write', 'bearer good');
    await admit(guard());
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
    await expect(exchange('runs:read', 'Bearer good').admit(unsure)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('lets in at once who was let in a moment ago, and asks again after five seconds', async () => {
    jest.useFakeTimers();
    const same = guard();
    await exchange('workflows:write', 'Bearer good').admit(same);
    asked.length = 0;
    const second = exchange('workflows:write', 'Bearer good');
    expect(second.now(same)).toBeUndefined();
    expect(second.request.caller).toEqual({ ...caller, role: 'builder' });
    expect(() => exchange('members:write', 'Bearer good').now(same)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
    await second.request.revalidate?.();
    expect(asked).toEqual([]);
    role = undefined;
    jest.advanceTimersByTime(5_000);
    await expect(exchange('workflows:write', 'Bearer good').admit(same)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(second.request.revalidate?.()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    jest.useRealTimers();
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
      const { request, admit } = exchange('runs:read', `Bearer ${key}`);
      await admit(guard());
      expect(request.caller).toEqual(mine);
      expect(hashes).toEqual([hash]);
      expect(await outcome('runs:start', `Bearer ${key}`)).toBe('FORBIDDEN');
      expect(await outcome('members:write', `Bearer ${key}`)).toBe('FORBIDDEN');
    });

    it('says what is lacking', async () => {
      const detail = async (policy: Policy) => {
        const refusal = exchange(policy, `Bearer ${key}`).admit(guard());
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
      const { request, admit } = exchange('runs:read', `Bearer ${key}`);
      await admit(guard());
      await request.revalidate?.();
      keys.clear();
      jest.advanceTimersByTime(5_000);
      await expect(request.revalidate?.()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      jest.useRealTimers();
    });
  });

  it('lets a stream ask again', async () => {
    jest.useFakeTimers();
    const { request, admit } = exchange('runs:read', 'Bearer good');
    await admit(guard());
    await request.revalidate?.();
    role = undefined;
    jest.advanceTimersByTime(5_000);
    await expect(request.revalidate?.()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    jest.useRealTimers();
  });
});
