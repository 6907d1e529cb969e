import type { Role } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A person in a company. Name and address are copies of the account's, so that lists need no other service. */
export const memberColumns = {
  id: column.id(),
  companyId: column.id(),
  userId: column.id(),
  name: column.text(100),
  email: column.text(254),
  role: column.key<Role>(16),
  createdAt: column.millis(),
  /** Since when the member is kept out. */
  deactivatedAt: column.millis().nullable(),
};
export type MemberRow = RowOf<typeof memberColumns>;
export const memberEntity = defineEntity('members', memberColumns, {
  audit: { noun: 'member', label: 'name', verbs: { deactivatedAt: 'deactivated' } },
});
