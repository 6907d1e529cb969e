import { column, defineEntity, type RowOf } from '#libs/platform/database';

export type LinkPurpose = 'verify_email' | 'reset_password';

/** A link that was mailed, by the SHA-256 of its secret. Used once. */
export const accountLinkColumns = {
  hash: column.hash(),
  userId: column.id(),
  purpose: column.key<LinkPurpose>(32),
  /** Where it was sent: it says nothing about another address. */
  email: column.text(254),
  createdAt: column.millis(),
  expiresAt: column.millis(),
  usedAt: column.millis().nullable(),
};
export type AccountLinkRow = RowOf<typeof accountLinkColumns>;
export const accountLinkEntity = defineEntity('account_links', accountLinkColumns, { primary: ['hash'] });
