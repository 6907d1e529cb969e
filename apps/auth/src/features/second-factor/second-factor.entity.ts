import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** The authenticator app of a person; `id` is the person's. */
export const secondFactorColumns = {
  id: column.id(),
  /** The secret, Base32, sealed. */
  sealedSecret: column.text(1000),
  createdAt: column.millis(),
  /** Null until a code of the app came back: before that it asks for nothing. */
  confirmedAt: column.millis().nullable(),
  /** The newest half-minute whose code was used: neither it nor an earlier one counts again. */
  lastStep: column.int(),
};
export type SecondFactorRow = RowOf<typeof secondFactorColumns>;
export const secondFactorEntity = defineEntity('second_factors', secondFactorColumns);

/** A code that signs in once without the app, by a keyed digest. */
export const recoveryCodeColumns = {
  hash: column.hash(),
  userId: column.id(),
  usedAt: column.millis().nullable(),
};
export const recoveryCodeEntity = defineEntity('recovery_codes', recoveryCodeColumns, { primary: ['hash'] });
