import { Injectable } from '@nestjs/common';
import { companyRpc } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { CompanyRemoval, type RemovedCompany } from '#libs/service';

/** What hangs on an account. Sessions come last but the account: as long as they are there, their refresh tokens are found. */
const statements = [
  'DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE user_id = ?)',
  'DELETE FROM sessions WHERE user_id = ?',
  'DELETE FROM account_links WHERE user_id = ?',
  'DELETE FROM recovery_codes WHERE user_id = ?',
  'DELETE FROM second_factors WHERE id = ?',
  'DELETE FROM oidc_identities WHERE user_id = ?',
  // A sign-up that is under way makes a company in a moment.
  'DELETE FROM users WHERE id = ? AND pending_company IS NULL',
];

/** With a company go the accounts of the people who were in no other: nobody could sign in with them, or up with their address. */
@Injectable()
export class AccountRemoval extends CompanyRemoval {
  constructor(
    private readonly db: Database,
    private readonly rpc: RpcClient,
  ) {
    super();
  }

  async remove({ accounts }: RemovedCompany): Promise<void> {
    if (accounts.length === 0) return;
    // Asked now: since the company went, somebody may have joined another one.
    const { userIds } = await this.rpc.call(companyRpc.withoutCompany, { userIds: accounts });
    for (const id of userIds)
      await this.db.transaction(async (tx) => {
        for (const statement of statements) await tx.run(statement, [id]);
      });
  }
}
