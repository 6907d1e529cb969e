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
  /** An identity provider of this company vouched for the person: the session is for this company alone. Null: for all of them. */
  companyId: column.id().nullable(),
  /** That provider. */
  providerId: column.id().nullable(),
};
export type SessionRow = RowOf<typeof sessionColumns>;
export const sessionEntity = defineEntity('sessions', sessionColumns, {
  audit: { none: 'sign-ins and ended sessions are told of as occasions' },
});

/** A refresh token, by its SHA-256. Used once. */
export const refreshColumns = {
  hash: column.hash(),
  sessionId: column.id(),
  createdAt: column.millis(),
  usedAt: column.millis().nullable(),
};
export const refreshEntity = defineEntity('refresh_tokens', refreshColumns, { primary: ['hash'] });
