import {
  accountMailRpc,
  notificationRoutes,
  notificationsQueueRoutes,
  notificationsRpc,
  webhookRoutes,
} from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { queueController, type ServiceDefinition } from '#libs/service';
import { channelsConfig } from './config.js';
import { AccountMails } from './features/account-mails/account-mails.js';
import { AccountMailsRpc } from './features/account-mails/account-mails.rpc.js';
import { InvitationMails } from './features/account-mails/invitation-mails.js';
import { channelEntity } from './features/channels/channel.entity.js';
import { ChannelNetworks } from './features/channels/channel-networks.js';
import { ChannelTests } from './features/channels/channel-tests.js';
import { ChannelsController } from './features/channels/channels.controller.js';
import { ChannelsService, operatorChannels } from './features/channels/channels.service.js';
import { BudgetNotices } from './features/deliveries/budget-notices.js';
import { DeliveriesController } from './features/deliveries/deliveries.controller.js';
import { DeliveriesRpc } from './features/deliveries/deliveries.rpc.js';
import { DeliveriesService } from './features/deliveries/deliveries.service.js';
import { deliveryEntity } from './features/deliveries/delivery.entity.js';
import { DeliveryRuns } from './features/deliveries/delivery-runs.js';
import { InboxNotices } from './features/deliveries/inbox-notices.js';
import { messageEntity } from './features/messages/message.entity.js';
import { MessagesController } from './features/messages/messages.controller.js';
import { MessagesService } from './features/messages/messages.service.js';
import { signingSecretEntity } from './features/webhooks/signing-secret.entity.js';
import { SigningSecretsService } from './features/webhooks/signing-secrets.service.js';
import { WebhooksController } from './features/webhooks/webhooks.controller.js';
import { notificationsMigrations } from './migrations/notifications.migrations.js';

/** Channels, durable deliveries, and the messages in the app. */
export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  routes: { ...notificationsQueueRoutes, ...notificationRoutes, ...webhookRoutes },
  rpc: { ...notificationsRpc, ...accountMailRpc },
  entities: [channelEntity, deliveryEntity, messageEntity, signingSecretEntity],
  migrations: notificationsMigrations,
  durable: true,
  controllers: [
    queueController(notificationsQueueRoutes.getNotificationsQueue),
    ChannelsController,
    DeliveriesController,
    MessagesController,
    WebhooksController,
  ],
  providers: () => [
    { provide: operatorChannels, useFactory: () => loadConfig({ channels: channelsConfig }).channels },
    ChannelsService,
    ChannelNetworks,
    ChannelTests,
    MessagesService,
    SigningSecretsService,
    DeliveriesService,
    DeliveryRuns,
    DeliveriesRpc,
    InboxNotices,
    BudgetNotices,
    AccountMails,
    AccountMailsRpc,
    InvitationMails,
  ],
};
