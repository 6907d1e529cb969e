import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Something that a person is told with the next gathered mail. */
export const digestItemColumns = {
  id: column.id(),
  companyId: column.id(),
  userId: column.id(),
  /** Digest of what was told and to whom: kept again, it is the same. */
  itemKey: column.hash(),
  subject: column.text(500),
  text: column.text(),
  /** Epoch ms of the mail. */
  dueAt: column.millis(),
  sent: column.bool(),
};
export type DigestItemRow = RowOf<typeof digestItemColumns>;
export const digestItemEntity = defineEntity('digest_items', digestItemColumns, {
  audit: { none: 'mail that waits; the delivery log tells of it' },
});
