import type { JsonWebKey } from 'node:crypto';
import { column, defineEntity } from '#libs/platform/database';

/** A key that signs access tokens. The private half is sealed. */
export const signingKeyColumns = {
  id: column.id(),
  publicJwk: column.json<JsonWebKey>(),
  sealedPrivateKey: column.text(),
  createdAt: column.millis(),
};
export const signingKeyEntity = defineEntity('signing_keys', signingKeyColumns);
