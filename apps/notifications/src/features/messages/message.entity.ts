import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A message to one person, in the bell of the web app. */
export const messageColumns = {
  id: column.id(),
  companyId: column.id(),
  userId: column.id(),
  title: column.text(500),
  text: column.text(),
  link: column.text(500).nullable(),
  /** Key of the delivery: sent again, it is the same message. */
  deliveryKey: column.hash(),
  unread: column.bool(),
  readAt: column.millis().nullable(),
  createdAt: column.millis(),
};
export type MessageRow = RowOf<typeof messageColumns>;
export const messageEntity = defineEntity('messages', messageColumns, {
  audit: { none: 'messages to people are a log of their own' },
});
