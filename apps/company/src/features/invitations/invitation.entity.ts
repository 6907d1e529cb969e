import type { Role } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** An invitation that is open, by the SHA-256 of the secret of its link. It goes when it is used. */
export const invitationColumns = {
  id: column.id(),
  companyId: column.id(),
  email: column.text(254),
  role: column.key<Role>(16),
  invitedBy: column.text(100),
  /** Whoever invited: the invitation gives no more than they may give when it is used. */
  inviterId: column.id(),
  hash: column.hash(),
  createdAt: column.millis(),
  expiresAt: column.millis(),
};
export type InvitationRow = RowOf<typeof invitationColumns>;
export const invitationEntity = defineEntity('invitations', invitationColumns, {
  audit: { noun: 'invitation', label: 'email', quiet: ['hash'] },
});
