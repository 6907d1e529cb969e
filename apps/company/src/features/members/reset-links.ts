import { Injectable } from '@nestjs/common';
import { accountMailRpc, accountRpc, AppError, resetLinkOwner, roleAtLeast, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { MemberRepository } from './member.repository.js';
import { Memberships } from './memberships.js';

/** Where no mail can be sent, an administrator hands a member the link by which they set a new password. */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly members: MemberRepository,
    private readonly memberships: Memberships,
    private readonly rpc: RpcClient,
    private readonly vault: Vault,
  ) {}

  /**
   * Whoever holds the link holds the account. So it is made for nobody above the caller, for nobody who is in another company as well
   * (whose doors it would open too), and only where the person cannot get one by mail.
   * @throws MEMBER_NOT_FOUND, FORBIDDEN, CONFLICT, RATE_LIMITED
   */
  async create(caller: Caller, memberId: string): Promise<{ link: string; expiresAt: string }> {
    const { companyId } = caller;
    const { userId, role, name } = await this.members.require(companyId, memberId);
    if (!roleAtLeast(caller.role, role))
      throw new AppError('FORBIDDEN', { detail: `Only a member with the role ${role} or higher may do this` });
    if ((await this.rpc.call(accountMailRpc.accountMail, {})).available)
      throw new AppError('CONFLICT', {
        detail: `This platform sends mails: let ${name} use "Forgot your password?" on the sign-in page`,
      });
    if ((await this.memberships.every(userId)).some((id) => id !== companyId))
      throw new AppError('CONFLICT', {
        detail: `${name} is in another company as well, which the link would open too. Its operator has to help.`,
      });
    const { sealedLink, expiresAt } = await this.rpc.call(accountRpc.createResetLink, { userId, memberId }, { caller });
    return { link: await this.vault.open(sealedLink, resetLinkOwner(companyId, userId)), expiresAt };
  }
}
