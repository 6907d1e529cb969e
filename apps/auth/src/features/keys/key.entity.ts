import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A key that signs access tokens. The private half is sealed. */
export const signingKeyColumns = {
  id: column.id(),
  publicJwk: column.json<Record<string, unknown>>(),
  sealedPrivateKey: column.text(),
  createdAt: column.millis(),
};
export type SigningKeyRow = RowOf<typeof signingKeyColumns>;
export const signingKeyEntity = defineEntity('signing_keys', signingKeyColumns);
