import type { JsonWebKey } from 'node:crypto';
import { authRpc, companyRpc, type Caller, type Role } from '#libs/contracts';
import type { RpcClient } from '#libs/platform/rpc';
import { KeySource, SessionCheck } from '#libs/platform/security';

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

  /** @returns the role now; undefined when the session or the membership has ended */
  async roleNow({ userId, sessionId, companyId }: Caller): Promise<Role | undefined> {
    if (userId === undefined || sessionId === undefined) return undefined;
    const [session, { membership }] = await Promise.all([
      this.rpc.call(authRpc.sessionValid, { sessionId, userId }),
      this.rpc.call(companyRpc.membership, { userId, companyId }),
    ]);
    return session.valid ? membership?.role : undefined;
  }
}
