import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { linkHash } from './account-mailer.js';
import { accountLinkEntity, type AccountLinkRow, type LinkPurpose } from './account-link.entity.js';

/** Links that come back. */
@Injectable()
export class AccountLinks {
  constructor(private readonly db: Database) {}

  /** A link that counts now; it stays unused. @throws LINK_INVALID for one that is unknown, used, too old or for something else */
  async find(token: string, purpose: LinkPurpose): Promise<AccountLinkRow> {
    const row = await this.db.repository(accountLinkEntity).findOneBy({ hash: linkHash(token), purpose });
    if (!row || row.usedAt !== null || row.expiresAt <= (await this.db.now())) throw new AppError('LINK_INVALID');
    return row;
  }

  /** Uses it up, with what it does in one commit. @throws LINK_INVALID when somebody was faster */
  async use(tx: Tx, { hash }: AccountLinkRow, now: number): Promise<void> {
    const { changes } = await tx.run(
      'UPDATE account_links SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?',
      [now, hash, now],
    );
    if (changes === 0) throw new AppError('LINK_INVALID');
  }
}
