import { Injectable } from '@nestjs/common';
import { AppError, resetLinkOwner, type Caller } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { Attempts } from '../limits/attempts.js';
import { UserRepository } from '../users/user.repository.js';
import { AccountMailer } from './account-mailer.js';

/** Links to set a new password that an administrator hands over, because no mail can be sent. */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly db: Database,
    private readonly users: UserRepository,
    private readonly mailer: AccountMailer,
    private readonly attempts: Attempts,
    private readonly trail: AuditTrail,
    private readonly vault: Vault,
  ) {}

  /** Told to the audit log in the commit that makes it. Sealed: it travels by Redis. @throws NOT_FOUND, RATE_LIMITED */
  async create(
    { companyId }: Caller,
    userId: string,
    memberId: string,
  ): Promise<{ sealedLink: string; expiresAt: string }> {
    await this.attempts.take('reset-link', { account: userId });
    const user = await this.users.byId(userId);
    if (!user) throw new AppError('NOT_FOUND', { detail: 'There is no such account' });
    const now = await this.db.now();
    const { link, expiresAt } = await this.db.transaction(async (tx) => {
      this.trail.tell(tx, {
        companyId,
        action: 'member.reset-link-made',
        target: { type: 'member', id: memberId, label: user.name },
      });
      return this.mailer.linkToHandOver(tx, user, now);
    });
    const sealedLink = await this.vault.sealForTravel(link, resetLinkOwner(companyId, userId));
    return { sealedLink, expiresAt: new Date(expiresAt).toISOString() };
  }
}
