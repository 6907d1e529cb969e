import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What signs the webhooks of a company. One row each: its id is the company's. */
export const signingSecretColumns = {
  id: column.id(),
  companyId: column.id(),
  sealedSecret: column.text(),
  hint: column.key(8),
  createdAt: column.millis(),
  /** The one before, which signs as well until it ends. */
  sealedPrevious: column.text().nullable(),
  previousUntil: column.millis().nullable(),
};
export type SigningSecretRow = RowOf<typeof signingSecretColumns>;
export const signingSecretEntity = defineEntity('webhook_signing_secrets', signingSecretColumns, {
  audit: { noun: 'signing-secret', hidden: ['sealedSecret', 'sealedPrevious'] },
});
