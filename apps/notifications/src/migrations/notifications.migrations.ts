import { addIndex, createTable, type Migration } from '#libs/platform/database';
import { channelColumns } from '../features/channels/channel.entity.js';
import { deliveryColumns } from '../features/deliveries/delivery.entity.js';
import { messageColumns } from '../features/messages/message.entity.js';
import { signingSecretColumns } from '../features/webhooks/signing-secret.entity.js';

export const notificationsMigrations: readonly Migration[] = [
  {
    name: '0001-channels',
    change: createTable('channels', { columns: channelColumns, indexes: [['companyId', 'kind', 'id']] }),
  },
  {
    name: '0002-deliveries',
    change: createTable('deliveries', {
      columns: deliveryColumns,
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
];
