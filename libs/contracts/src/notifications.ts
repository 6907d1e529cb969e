import { z } from 'zod';
import { event } from './event.js';
import { credentialId, channelId, deliveryId, notificationId } from './ids.js';
import { channelRoutes, channelTest } from './notification-channels.js';
import { notificationPreferenceRoutes } from './notification-preferences.js';
import { suppressionRoutes } from './notification-suppressions.js';
import { notificationTemplateRoutes } from './notification-templates.js';
import { watchedEvent, watcherRoutes } from './notification-watchers.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'notifications';

export const deliveryStatus = z.enum(['queued', 'sending', 'delivered', 'failed', 'no_channel']);
export const delivery = z.object({
  id: deliveryId,
  channel: z.enum(['in_app', 'email', 'slack', 'webhook']),
  to: z.string(),
  subject: z.string().nullable(),
  status: deliveryStatus,
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  runId: z.string().nullable(),
  stepPath: z.string().nullable(),
  createdAt: timestamp,
  deliveredAt: timestamp.nullable(),
});
export type Delivery = z.infer<typeof delivery>;
export const listDeliveries = route({
  method: 'GET',
  path: '/deliveries',
  permission: 'deliveries:read',
  tag,
  summary: 'Delivery log',
  query: pageQuery.extend({ status: deliveryStatus.optional(), runId: z.string().max(60).optional() }),
  responses: { 200: pageOf(delivery) },
});
export const getDelivery = route({
  method: 'GET',
  path: '/deliveries/:id',
  permission: 'deliveries:read',
  tag,
  summary: 'One delivery',
  params: z.object({ id: deliveryId }),
  responses: { 200: delivery },
  problems: ['DELIVERY_NOT_FOUND'],
});
export const redriveDelivery = route({
  method: 'POST',
  path: '/deliveries/:id/redrive',
  permission: 'deliveries:redrive',
  tag,
  summary: 'Send a message once more that failed, or had no channel: a new delivery, one for each redriven',
  params: z.object({ id: deliveryId }),
  body: z.strictObject({}).default({}),
  responses: { 202: delivery },
  problems: ['DELIVERY_NOT_FOUND', 'CONFLICT', 'CHANNEL_NOT_FOUND'],
});

export const notification = z.object({
  id: notificationId,
  title: z.string(),
  text: z.string(),
  link: z.string().nullable().meta({ description: 'Path in the web app' }),
  readAt: timestamp.nullable(),
  createdAt: timestamp,
});
export type Notification = z.infer<typeof notification>;
export const listNotifications = route({
  method: 'GET',
  path: '/notifications',
  permission: 'notifications:read',
  tag,
  summary: 'Your messages',
  query: pageQuery.extend({ unread: z.stringbool().optional() }),
  responses: { 200: pageOf(notification).extend({ unreadCount: z.number().int() }) },
});
export const readNotification = route({
  method: 'POST',
  path: '/notifications/:id/read',
  permission: 'notifications:read',
  tag,
  summary: 'Mark as read',
  params: z.object({ id: notificationId }),
  body: z.strictObject({}).default({}),
  responses: { 200: notification },
  problems: ['NOT_FOUND'],
});
export const readAllNotifications = route({
  method: 'POST',
  path: '/notifications/read-all',
  permission: 'notifications:read',
  tag,
  summary: 'Mark all as read',
  body: z.strictObject({}).default({}),
  responses: { 204: 'empty' },
});

export const testInApp = route({
  method: 'POST',
  path: '/notifications/test',
  permission: 'notifications:read',
  tag,
  summary: 'Send yourself one short message in the app',
  body: z.strictObject({}).default({}),
  responses: { 200: channelTest },
});

export const notificationRoutes = {
  listNotifications,
  readNotification,
  readAllNotifications,
  listDeliveries,
  getDelivery,
  redriveDelivery,
  testInApp,
  ...channelRoutes,
  ...watcherRoutes,
  ...notificationPreferenceRoutes,
  ...notificationTemplateRoutes,
  ...suppressionRoutes,
};

export const sendRequest = z.object({
  key: z.string().meta({ description: "The step's key: asked again, the same deliveries come back" }),
  channel: z.enum(['in_app', 'email', 'slack', 'webhook']),
  channelId: channelId.optional().meta({ description: "One of the company's channels, instead of its newest" }),
  to: z.array(z.string().max(320)).max(100).default([]).meta({ description: 'role:x, user:id, or an e-mail address' }),
  subject: z.string().max(500).optional(),
  text: z.string().max(100_000),
  html: z.string().max(500_000).optional(),
  slackChannel: z.string().max(100).optional(),
  blocks: z.array(z.unknown()).max(50).optional(),
  url: z.url().max(2000).optional(),
  payload: z.unknown().optional(),
  link: z.string().max(500).optional(),
  notBefore: timestamp.optional().meta({ description: 'It waits until then' }),
  event: watchedEvent.optional().meta({ description: 'What it tells of; absent for messages of workflows' }),
  runId: z.string().optional(),
  stepPath: z.string().optional(),
});
export type SendRequest = z.infer<typeof sendRequest>;
export const notificationsRpc = {
  /** Records durable deliveries and answers before they arrive. A missing channel is recorded as `no_channel` with a warning. */
  send: rpc({
    service: 'notifications',
    method: 'notifications.send',
    permission: 'service',
    timeoutMs: 10_000,
    request: sendRequest,
    response: z.object({ deliveryIds: z.array(deliveryId), warnings: z.array(z.string()) }),
    problems: ['RECIPIENT_UNKNOWN', 'CHANNEL_NOT_FOUND'],
  }),
  /** Channels that name this credential: the first 20. */
  credentialUses: rpc({
    service: 'notifications',
    method: 'notifications.credentialUses',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ id: credentialId }),
    response: z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) }),
  }),
} as const;

export const notificationEvents = {
  deliveryFinished: event({
    type: 'delivery.finished.v1',
    producer: 'notifications',
    data: z.object({ deliveryId, status: deliveryStatus, runId: z.string().nullable() }),
  }),
} as const;
