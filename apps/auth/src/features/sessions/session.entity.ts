import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A log-in. All refresh tokens of it form one family: ending the session ends them all. */
export const sessionColumns = {
  id: column.id(),
  userId: column.id(),
  createdAt: column.millis(),
  lastUsedAt: column.millis(),
  expiresAt: column.millis(),
  revokedAt: column.millis().nullable(),
  address: column.text(64),
  device: column.text(300),
};
export type SessionRow = RowOf<typeof sessionColumns>;
export const sessionEntity = defineEntity('sessions', sessionColumns);

/** A refresh token, by its SHA-256. Used once. */
export const refreshColumns = {
  hash: column.hash(),
  sessionId: column.id(),
  createdAt: column.millis(),
  usedAt: column.millis().nullable(),
};
export const refreshEntity = defineEntity('refresh_tokens', refreshColumns, { primary: ['hash'] });
