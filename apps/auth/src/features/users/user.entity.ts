import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const userColumns = {
  id: column.id(),
  /** Lower case. */
  email: column.text(254),
  name: column.text(100),
  /** Argon2id, PHC string; empty for whoever has none and signs in by an identity provider. */
  passwordHash: column.text(300),
  /** Set until the company of the sign-up exists: log-in completes an interrupted one. */
  pendingCompany: column.text(100).nullable(),
  createdAt: column.millis(),
  /** When a link that was sent to `email` came back. */
  emailVerifiedAt: column.millis().nullable(),
};
export type UserRow = RowOf<typeof userColumns>;
export const userEntity = defineEntity('users', userColumns);
