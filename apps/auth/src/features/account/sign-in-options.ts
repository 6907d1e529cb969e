import { Injectable } from '@nestjs/common';
import { accountMailRpc } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { RpcClient } from '#libs/platform/rpc';

@Injectable()
export class SignInOptions {
  /** Set by the operator, so it changes with a restart at most. */
  private readonly mail = new BriefMemory<boolean>({ ttlMs: 30_000 });

  constructor(private readonly rpc: RpcClient) {}

  /** What the pages for signing in may offer. @throws UNAVAILABLE while the notifications service is away */
  async now(): Promise<{ mail: boolean }> {
    const ask = async () => (await this.rpc.call(accountMailRpc.accountMail, {})).available;
    return { mail: await this.mail.of('mail', ask) };
  }
}
