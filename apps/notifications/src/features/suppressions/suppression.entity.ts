import type { Suppression } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** An address that gets no mail any more. */
export const suppressionColumns = {
  id: column.id(),
  companyId: column.id(),
  /** In lower case. */
  address: column.text(320),
  reason: column.key<Suppression['reason']>(16),
  detail: column.text(500).nullable(),
  createdAt: column.millis(),
};
export type SuppressionRow = RowOf<typeof suppressionColumns>;
export const suppressionEntity = defineEntity('suppressions', suppressionColumns, {
  audit: { noun: 'suppression', label: 'address' },
});
