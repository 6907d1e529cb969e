import type { User } from '#libs/contracts';
import type { UserRow } from './user.entity.js';

/** A person as everybody may see them. */
export const userView = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  emailVerified: row.emailVerifiedAt !== null,
  name: row.name,
  createdAt: new Date(row.createdAt).toISOString(),
});
