import type { JsonWebKey } from 'node:crypto';
import { apiKeyRpc, authRpc, companyRpc, type Caller } from '#libs/contracts';
import type { RpcClient } from '#libs/platform/rpc';
import { ApiKeyCheck, KeySource, SessionCheck, type Standing } from '#libs/platform/security';

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
    const [session, { membership, security }] = await Promise.all([
      this.rpc.call(authRpc.sessionValid, { sessionId, userId }),
      this.rpc.call(companyRpc.membership, { userId, companyId }),
    ]);
    if (!session.valid || !membership) return undefined;
    const lacks = security.secondFactorRequired && !session.secondFactor;
    return { role: membership.role, ...(lacks ? { lacks: 'SECOND_FACTOR_MISSING' as const } : {}) };
  }
}

/** Whose an API key is: that of the person who made it, with the role that this person has in the company now. */
export class RpcApiKeyCheck extends ApiKeyCheck {
  constructor(private readonly rpc: RpcClient) {
    super();
  }

  async callerOf(hash: string): Promise<Caller | undefined> {
    const { key } = await this.rpc.call(apiKeyRpc.apiKey, { hash });
    if (!key) return undefined;
    const { id, companyId, userId, scopes } = key;
    const { membership } = await this.rpc.call(companyRpc.membership, { userId, companyId });
    return membership ? { kind: 'user', companyId, userId, role: membership.role, apiKeyId: id, scopes } : undefined;
  }
}
