import type { CredentialKind } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A secret of a company, sealed to it and to its own id: the row copied elsewhere stays shut. */
export const credentialColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  kind: column.key<CredentialKind>(32),
  sealed: column.text(),
  allowedHosts: column.json<string[]>(),
  /** User, header, parameter or client: what may be shown. */
  account: column.text(500).nullable(),
  hint: column.text(16).nullable(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type CredentialRow = RowOf<typeof credentialColumns>;
export const credentialEntity = defineEntity('credentials', credentialColumns, {
  audit: { noun: 'credential', label: 'name', hidden: ['sealed'], quiet: ['updatedAt'] },
});
