import { authRpc, companyRpc, companySecurityDefaults, type Caller, type CompanySecurity } from '#libs/contracts';
import type { RpcClient } from '#libs/platform/rpc';
import { RpcApiKeyCheck, RpcSessionCheck } from './identity.js';

const hour = 3600_000;
const caller: Caller = { kind: 'user', companyId: 'co_1', userId: 'usr_1', sessionId: 'ses_1', role: 'viewer' };

/** What auth and company say of the caller. */
interface Facts {
  security?: Partial<CompanySecurity>;
  state?: 'active' | 'deactivated' | 'deleting';
  emailAllowed?: boolean;
  secondFactor?: boolean;
  ageMs?: number;
  isMember?: boolean;
}

function said({
  security,
  state = 'active',
  emailAllowed = true,
  secondFactor = true,
  ageMs = 0,
  isMember = true,
}: Facts) {
  const call = async (spec: unknown) => {
    if (spec === authRpc.sessionValid) return { valid: true, secondFactor, ageMs };
    if (spec === companyRpc.membership)
      return {
        membership: isMember ? { id: 'co_1', name: 'Larkfield', role: 'builder', state } : null,
        security: { ...companySecurityDefaults, ...security },
        emailAllowed,
      };
    return { key: { id: 'key_1', companyId: 'co_1', userId: 'usr_1', scopes: ['runs:read'] } };
  };
  return { call } as unknown as RpcClient;
}
const person = (facts: Facts) => new RpcSessionCheck(said(facts)).standing(caller);
const key = (facts: Facts) => new RpcApiKeyCheck(said(facts)).standing('hash');

describe('what a company asks for', () => {
  it('is nothing, unless it was set', async () => {
    expect(await person({ secondFactor: false, ageMs: 29 * 24 * hour })).toEqual({ role: 'builder' });
    expect(await key({})).toEqual({ caller: expect.objectContaining({ role: 'builder', scopes: ['runs:read'] }) });
  });

  it('of people: a second factor, a sign-in that is young enough, an address of its domains', async () => {
    expect(await person({ security: { secondFactorRequired: true }, secondFactor: false })).toMatchObject({
      lacks: 'SECOND_FACTOR_MISSING',
    });
    expect((await person({ security: { secondFactorRequired: true } }))?.lacks).toBeUndefined();
    expect(await person({ security: { sessionHours: 8 }, ageMs: 8 * hour + 1 })).toMatchObject({
      lacks: 'SESSION_TOO_OLD',
    });
    expect((await person({ security: { sessionHours: 8 }, ageMs: 8 * hour }))?.lacks).toBeUndefined();
    expect(await person({ emailAllowed: false })).toMatchObject({ lacks: 'EMAIL_DOMAIN_NOT_ALLOWED' });
  });

  it('of keys: that their makers are let in, whatever session or second factor these have', async () => {
    const security = { secondFactorRequired: true, sessionHours: 1 };
    expect((await key({ security, secondFactor: false, ageMs: 9 * hour }))?.lacks).toBeUndefined();
    expect(await key({ emailAllowed: false })).toMatchObject({ lacks: 'EMAIL_DOMAIN_NOT_ALLOWED' });
    expect(await key({ isMember: false })).toBeUndefined();
  });

  it('of each by its own list of networks', async () => {
    const security = { memberNetworks: ['203.0.113.0/24'], apiKeyNetworks: ['198.51.100.7'] };
    const [people, keys] = [(await person({ security }))!.from!, (await key({ security }))!.from!];
    expect([people.includes('203.0.113.9'), people.includes('198.51.100.7')]).toEqual([true, false]);
    expect([keys.includes('203.0.113.9'), keys.includes('198.51.100.7')]).toEqual([false, true]);
  });

  it.each(['deactivated', 'deleting'] as const)(
    'when it is %s, is to be left alone but by its owners',
    async (state) => {
      const closed = { lacks: 'COMPANY_DEACTIVATED', except: ['company:own'] };
      expect(await person({ state })).toMatchObject(closed);
      expect(await key({ state })).toMatchObject(closed);
      // Not even owners bring it back with a session that it would not take.
      expect(await person({ state, security: { sessionHours: 1 }, ageMs: 2 * hour })).toMatchObject({
        lacks: 'SESSION_TOO_OLD',
        except: [],
      });
    },
  );

  it('of somebody who is no member, is nothing: they are nobody here', async () => {
    expect(await person({ isMember: false })).toBeUndefined();
  });
});
