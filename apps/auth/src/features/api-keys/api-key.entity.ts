import type { Permission } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A key for programs, by the SHA-256 of the whole of it. */
export const apiKeyColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  prefix: column.key(32),
  hash: column.hash(),
  scopes: column.json<Permission[]>(),
  createdBy: column.id(),
  createdAt: column.millis(),
  expiresAt: column.millis().nullable(),
  lastUsedAt: column.millis().nullable(),
  revokedAt: column.millis().nullable(),
};
export type ApiKeyRow = RowOf<typeof apiKeyColumns>;
export const apiKeyEntity = defineEntity('api_keys', apiKeyColumns, {
  audit: { noun: 'api-key', label: 'name', hidden: ['hash'], quiet: ['lastUsedAt'], verbs: { revokedAt: 'revoked' } },
});
