import type { ChannelMessage } from '#libs/catalog/kit';
import type { Delivery, WatchedEvent } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One message to one recipient. Its durable run sends it; this row follows. */
export const deliveryColumns = {
  id: column.id(),
  companyId: column.id(),
  channel: column.key<Delivery['channel']>(16),
  /** One of the company's channels; null: the newest that carries it. */
  channelId: column.id().nullable(),
  recipient: column.text(2000),
  message: column.json<ChannelMessage>(),
  status: column.key<Delivery['status']>(16),
  attempts: column.int(),
  lastError: column.text().nullable(),
  /** What it tells of; null for messages of workflows. */
  event: column.key<WatchedEvent>(32).nullable(),
  runId: column.id().nullable(),
  stepPath: column.key(500).nullable(),
  /** Digest of request key, channel and recipient: asked again, it is the same delivery. Also the message id. */
  deliveryKey: column.hash(),
  createdAt: column.millis(),
  deliveredAt: column.millis().nullable(),
};
export type DeliveryRow = RowOf<typeof deliveryColumns>;
export const deliveryEntity = defineEntity('deliveries', deliveryColumns, {
  audit: { none: 'deliveries are a log of their own' },
});
