import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { channelColumns } from '../features/channels/channel.entity.js';
import { deliveryColumns } from '../features/deliveries/delivery.entity.js';
import { digestItemColumns } from '../features/preferences/digest-item.entity.js';
import { preferenceColumns } from '../features/preferences/preference.entity.js';
import { messageColumns } from '../features/messages/message.entity.js';
import { suppressionColumns } from '../features/suppressions/suppression.entity.js';
import { templateColumns, templateVersionColumns } from '../features/templates/template.entity.js';
import { watcherColumns } from '../features/watchers/watcher.entity.js';
import { signingSecretColumns } from '../features/webhooks/signing-secret.entity.js';

const { enabled, disabledReason, credentialId, ...firstChannelColumns } = channelColumns;
const { channelId, event, ...firstDeliveryColumns } = deliveryColumns;

export const notificationsMigrations: readonly Migration[] = [
  {
    name: '0001-channels',
    change: createTable('channels', { columns: firstChannelColumns, indexes: [['companyId', 'kind', 'id']] }),
  },
  {
    name: '0002-deliveries',
    change: createTable('deliveries', {
      columns: firstDeliveryColumns,
      unique: [['deliveryKey']],
      indexes: [
        ['companyId', 'id'],
        ['companyId', 'runId', 'id'],
      ],
    }),
  },
  {
    name: '0003-messages',
    change: createTable('messages', {
      columns: messageColumns,
      unique: [['deliveryKey']],
      indexes: [
        ['companyId', 'userId', 'unread', 'id'],
        ['companyId', 'userId', 'id'],
      ],
    }),
  },
  { name: '0004-deliveries-by-status', change: addIndex('deliveries', ['companyId', 'status', 'id']) },
  {
    name: '0020-webhook-signing-secrets',
    change: createTable('webhook_signing_secrets', { columns: signingSecretColumns }),
  },
  { name: '0030-channels-enabled', change: addColumn('channels', 'enabled', enabled) },
  { name: '0031-channels-disabled-reason', change: addColumn('channels', 'disabledReason', disabledReason) },
  { name: '0032-deliveries-channel', change: addColumn('deliveries', 'channelId', channelId) },
  { name: '0033-deliveries-event', change: addColumn('deliveries', 'event', event) },
  {
    name: '0034-watchers',
    change: createTable('watchers', {
      columns: watcherColumns,
      indexes: [
        ['companyId', 'id'],
        ['event', 'enabled', 'companyId'],
      ],
    }),
  },
  {
    name: '0035-notification-preferences',
    change: createTable('notification_preferences', { columns: preferenceColumns, unique: [['companyId', 'userId']] }),
  },
  {
    name: '0036-digest-items',
    change: createTable('digest_items', {
      columns: digestItemColumns,
      unique: [['itemKey']],
      indexes: [['companyId', 'userId', 'sent', 'dueAt']],
    }),
  },
  {
    name: '0037-notification-templates',
    change: createTable('notification_templates', {
      columns: templateColumns,
      unique: [['companyId', 'event', 'channel']],
    }),
  },
  {
    name: '0038-notification-template-versions',
    change: createTable('notification_template_versions', {
      columns: templateVersionColumns,
      unique: [['companyId', 'templateId', 'version']],
    }),
  },
  {
    name: '0039-suppressions',
    change: createTable('suppressions', { columns: suppressionColumns, unique: [['companyId', 'address']] }),
  },
  { name: '0070-channel-credential', change: addColumn('channels', 'credentialId', credentialId) },
  { name: '0071-channel-credential', change: addIndex('channels', ['companyId', 'credentialId']) },
];
