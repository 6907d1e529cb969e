import { z } from 'zod';
import { channelId, idOf } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'notifications';
export const watcherId = idOf('watcher');
const day = 86_400_000;

/** What watchers wait for. `queue.aged` is looked at every half minute; all others are told by the service in which they happen. */
export const watchedEvent = z.enum([
  'run.failed',
  'run.cancelled',
  'run.succeeded',
  'approval.waiting',
  'agent.failed',
  'budget.warned',
  'budget.exceeded',
  'delivery.failed',
  'queue.aged',
]);
export type WatchedEvent = z.infer<typeof watchedEvent>;

/** The ways to a person. */
export const personalChannel = z.enum(['in_app', 'email']);

const fields = {
  name: z.string().trim().min(1).max(100),
  on: watchedEvent,
  filter: z
    .string()
    .trim()
    .max(2000)
    .nullable()
    .meta({ description: 'A condition over `event.type`, `event.at` and `event.data`; null: always' }),
  olderThanMs: z
    .number()
    .int()
    .min(1000)
    .max(7 * day)
    .meta({ description: 'Of `queue.aged`: how long the oldest work must have waited, milliseconds' }),
  to: z
    .array(z.string().trim().max(320))
    .max(20)
    .meta({ description: 'role:x (or higher), user:id, or an e-mail address' }),
  by: z.array(personalChannel).min(1).max(2).meta({ description: 'How these people are told' }),
  channelIds: z.array(channelId).max(10).meta({ description: 'Slack rooms and webhooks that are told besides' }),
  throttleMs: z
    .number()
    .int()
    .min(0)
    .max(7 * day)
    .meta({
      description: 'After it told, it stays silent for so long, and then says how often it did. Milliseconds; 0: never',
    }),
  enabled: z.boolean(),
};
const reaches = ({ to, channelIds }: { to?: unknown[] | undefined; channelIds?: unknown[] | undefined }) =>
  (to?.length ?? 0) + (channelIds?.length ?? 0) > 0;

export const watcherConfig = z
  .strictObject({
    ...fields,
    filter: fields.filter.default(null),
    olderThanMs: fields.olderThanMs.default(300_000),
    to: fields.to.default([]),
    by: fields.by.default(['in_app']),
    channelIds: fields.channelIds.default([]),
    throttleMs: fields.throttleMs.default(0),
    enabled: fields.enabled.default(true),
  })
  .refine(reaches, { path: ['to'], message: 'expected somebody: people, or a Slack room or webhook' });

/** A rule: when this happens, tell these. */
export const watcher = z.object({
  id: watcherId,
  ...fields,
  lastFiredAt: timestamp.nullable(),
  firedCount: z.number().int().meta({ description: 'How often it told somebody' }),
  heldBack: z.number().int().meta({ description: 'How often it was silent since then, by its throttle' }),
  lastError: z
    .string()
    .nullable()
    .meta({ description: 'Why somebody could not be told the last time, or its condition not be read' }),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Watcher = z.infer<typeof watcher>;

const params = z.object({ id: watcherId });
export const listWatchers = route({
  method: 'GET',
  path: '/watchers',
  permission: 'watchers:read',
  tag,
  summary: 'Watchers',
  query: pageQuery,
  responses: { 200: pageOf(watcher) },
});
export const createWatcher = route({
  method: 'POST',
  path: '/watchers',
  permission: 'watchers:write',
  tag,
  summary: 'Add a watcher',
  body: watcherConfig,
  responses: { 201: watcher },
  problems: ['VALIDATION_FAILED', 'CHANNEL_NOT_FOUND'],
});
export const updateWatcher = route({
  method: 'PATCH',
  path: '/watchers/:id',
  permission: 'watchers:write',
  tag,
  summary: 'Change a watcher, switch it off or on',
  params,
  body: z.strictObject(fields).partial(),
  responses: { 200: watcher },
  problems: ['WATCHER_NOT_FOUND', 'VALIDATION_FAILED', 'CHANNEL_NOT_FOUND'],
});
export const deleteWatcher = route({
  method: 'DELETE',
  path: '/watchers/:id',
  permission: 'watchers:write',
  tag,
  summary: 'Remove a watcher',
  params,
  responses: { 204: 'empty' },
  problems: ['WATCHER_NOT_FOUND'],
});
export const tryWatcher = route({
  method: 'POST',
  path: '/watchers/:id/test',
  permission: 'watchers:write',
  tag,
  summary: 'Tell those whom it tells now, with a made-up event',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: z.object({ deliveryIds: z.array(z.string()), problems: z.array(z.string()) }) },
  problems: ['WATCHER_NOT_FOUND'],
});

export const watcherRoutes = { listWatchers, createWatcher, updateWatcher, deleteWatcher, tryWatcher };
