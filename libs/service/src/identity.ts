import type { JsonWebKey } from 'node:crypto';
import { apiKeyRpc, authRpc, companyRpc, type Caller, type RpcOut } from '#libs/contracts';
import type { RpcClient } from '#libs/platform/rpc';
import {
  ApiKeyCheck,
  KeySource,
  Networks,
  SessionCheck,
  type Barriers,
  type KeyStanding,
  type Standing,
} from '#libs/platform/security';

type Admission = RpcOut<typeof companyRpc.membership>;

/** Of a company that is deactivated its owners see how it stands, take its data out, and bring it back. */
const owners = { lacks: 'COMPANY_DEACTIVATED', except: ['company:own'] } as const;

const hourMs = 3600_000;

/** What holds for everybody, people and API keys. */
function barriersOf({ membership, emailAllowed }: Admission, networks: readonly string[]): Barriers {
  const from = networks.length > 0 ? { from: new Networks(networks) } : {};
  if (membership?.state !== 'active') return { ...from, ...owners };
  return { ...from, ...(emailAllowed ? {} : { lacks: 'EMAIL_DOMAIN_NOT_ALLOWED' as const }) };
}

/** What the company asks of people beside. */
function personBarriers(session: RpcOut<typeof authRpc.sessionValid>, admission: Admission): Barriers {
  const { secondFactorRequired, sessionHours, memberNetworks } = admission.security;
  const barriers = barriersOf(admission, memberNetworks);
  // Signed in too long ago, they are nobody yet: whatever else there is, is told after that.
  if (sessionHours !== null && session.ageMs > sessionHours * hourMs)
    return { ...barriers, lacks: 'SESSION_TOO_OLD', except: [] };
  if (barriers.lacks === undefined && secondFactorRequired && !session.secondFactor)
    return { ...barriers, lacks: 'SECOND_FACTOR_MISSING' };
  return barriers;
}

/** The public keys of `auth`, by RPC. */
export class RpcKeySource extends KeySource {
  constructor(private readonly rpc: RpcClient) {
    super();
  }

  async keys(): Promise<JsonWebKey[]> {
    return (await this.rpc.call(authRpc.keys, {})).keys;
  }
}

/** Whether the session still stands, and which role its person has in the company now. */
export class RpcSessionCheck extends SessionCheck {
  constructor(private readonly rpc: RpcClient) {
    super();
  }

  async standing({ userId, sessionId, companyId }: Caller): Promise<Standing | undefined> {
    if (userId === undefined || sessionId === undefined) return undefined;
    const [session, admission] = await Promise.all([
      this.rpc.call(authRpc.sessionValid, { sessionId, userId }),
      this.rpc.call(companyRpc.membership, { userId, companyId }),
    ]);
    if (!session.valid || !admission.membership) return undefined;
    return { role: admission.membership.role, ...personBarriers(session, admission) };
  }
}

/** Whose an API key is: that of the person who made it, with the role that this person has in the company now. */
export class RpcApiKeyCheck extends ApiKeyCheck {
  constructor(private readonly rpc: RpcClient) {
    super();
  }

  async standing(hash: string): Promise<KeyStanding | undefined> {
    const { key } = await this.rpc.call(apiKeyRpc.apiKey, { hash });
    if (!key) return undefined;
    const { id, companyId, userId, scopes } = key;
    const admission = await this.rpc.call(companyRpc.membership, { userId, companyId });
    if (!admission.membership) return undefined;
    const { role } = admission.membership;
    return {
      caller: { kind: 'user', companyId, userId, role, apiKeyId: id, scopes },
      ...barriersOf(admission, admission.security.apiKeyNetworks),
    };
  }
}
