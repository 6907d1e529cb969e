import type { ChannelKind } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A company's own way to send. The configuration is sealed and never shown again. */
export const channelColumns = {
  id: column.id(),
  companyId: column.id(),
  kind: column.key<ChannelKind>(16),
  name: column.text(100),
  summary: column.text(500),
  sealedConfig: column.text(),
  createdAt: column.millis(),
  enabled: column.bool().default(true),
  /** Named instead of a secret of its own. */
  credentialId: column.id().nullable(),
  /** Why the platform switched it off. */
  disabledReason: column.text(500).nullable(),
};
export type ChannelRow = RowOf<typeof channelColumns>;
export const channelEntity = defineEntity('channels', channelColumns, {
  audit: { noun: 'channel', label: 'name', hidden: ['sealedConfig'] },
});
