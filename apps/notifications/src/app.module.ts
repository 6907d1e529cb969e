import {
  accountMailRpc,
  notificationRoutes,
  notificationsQueueRoutes,
  notificationsRpc,
  webhookRoutes,
} from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { sealedColumn } from '#libs/platform/vault';
import { queueController, type ServiceDefinition } from '#libs/service';
import { channelsConfig } from './config.js';
import { AccountMails } from './features/account-mails/account-mails.js';
import { AccountMailsRpc } from './features/account-mails/account-mails.rpc.js';
import { InvitationMails } from './features/account-mails/invitation-mails.js';
import { ChannelCredentials } from './features/channels/channel-credentials.js';
import { channelEntity } from './features/channels/channel.entity.js';
import { ChannelNetworks } from './features/channels/channel-networks.js';
import { ChannelTests } from './features/channels/channel-tests.js';
import { ChannelsController } from './features/channels/channels.controller.js';
import { channelOwner, ChannelsService, operatorChannels } from './features/channels/channels.service.js';
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
import { signingSecretOwner, SigningSecretsService } from './features/webhooks/signing-secrets.service.js';
import { WebhooksController } from './features/webhooks/webhooks.controller.js';
import { digestItemEntity } from './features/preferences/digest-item.entity.js';
import { Digests } from './features/preferences/digests.js';
import { NoticesService } from './features/preferences/notices.service.js';
import { preferenceEntity } from './features/preferences/preference.entity.js';
import { PreferencesController } from './features/preferences/preferences.controller.js';
import { PreferencesService } from './features/preferences/preferences.service.js';
import { publicUrl } from './features/preferences/public-url.js';
import { SendgridEvents } from './features/suppressions/sendgrid-events.js';
import { suppressionEntity } from './features/suppressions/suppression.entity.js';
import { SuppressionsController } from './features/suppressions/suppressions.controller.js';
import { SuppressionsService } from './features/suppressions/suppressions.service.js';
import { Unsubscribing } from './features/suppressions/unsubscribing.js';
import { templateEntity, templateVersionEntity } from './features/templates/template.entity.js';
import { TemplateUse } from './features/templates/template-use.js';
import { TemplatesController } from './features/templates/templates.controller.js';
import { TemplatesService } from './features/templates/templates.service.js';
import { QueueWatch } from './features/watchers/queue-watch.js';
import { AgentWatchers, AiWatchers, CompanyWatchers, DeliveryWatchers } from './features/watchers/watcher-consumers.js';
import { watcherEntity } from './features/watchers/watcher.entity.js';
import { WatcherFiring } from './features/watchers/watcher-firing.js';
import { WatcherInterest } from './features/watchers/watcher-interest.js';
import { WatcherNotices } from './features/watchers/watcher-notices.js';
import { WatchersController } from './features/watchers/watchers.controller.js';
import { WatchersService } from './features/watchers/watchers.service.js';
import { notificationsMigrations } from './migrations/notifications.migrations.js';

/** Channels, durable deliveries, and the messages in the app. */
export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  routes: { ...notificationsQueueRoutes, ...notificationRoutes, ...webhookRoutes },
  rpc: { ...notificationsRpc, ...accountMailRpc },
  entities: [
    channelEntity,
    deliveryEntity,
    messageEntity,
    signingSecretEntity,
    watcherEntity,
    preferenceEntity,
    digestItemEntity,
    templateEntity,
    templateVersionEntity,
    suppressionEntity,
  ],
  migrations: notificationsMigrations,
  sealed: [
    sealedColumn(channelEntity, 'sealedConfig', channelOwner),
    sealedColumn(signingSecretEntity, 'sealedSecret', signingSecretOwner),
    sealedColumn(signingSecretEntity, 'sealedPrevious', signingSecretOwner),
  ],
  durable: true,
  controllers: [
    queueController(notificationsQueueRoutes.getNotificationsQueue),
    ChannelsController,
    DeliveriesController,
    MessagesController,
    PreferencesController,
    WatchersController,
    TemplatesController,
    SuppressionsController,
    WebhooksController,
  ],
  providers: (host) => [
    { provide: publicUrl, useValue: host.publicUrl.replace(/\/$/, '') },
    { provide: operatorChannels, useFactory: () => loadConfig({ channels: channelsConfig }).channels },
    ChannelCredentials,
    ChannelsService,
    ChannelNetworks,
    ChannelTests,
    MessagesService,
    SigningSecretsService,
    DeliveriesService,
    DeliveryRuns,
    DeliveriesRpc,
    PreferencesService,
    Digests,
    NoticesService,
    TemplatesService,
    SuppressionsService,
    SendgridEvents,
    Unsubscribing,
    TemplateUse,
    InboxNotices,
    BudgetNotices,
    AccountMails,
    AccountMailsRpc,
    InvitationMails,
    WatcherInterest,
    WatcherFiring,
    WatcherNotices,
    WatchersService,
    CompanyWatchers,
    AiWatchers,
    AgentWatchers,
    DeliveryWatchers,
    QueueWatch,
  ],
};
