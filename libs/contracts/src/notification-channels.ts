import { z } from 'zod';
import { channelId, credentialId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'notifications';
const name = z.string().trim().min(1).max(100);
const from = z.string().min(3).max(320);
const address = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(2000);

const credential = (kind: string) =>
  credentialId
    .optional()
    .meta({ description: `Instead: a credential of the kind ${kind}, opened whenever a message leaves` });

export const channelKind = z.enum(['email', 'sendgrid', 'slack', 'slack_bot', 'webhook']);
export type ChannelKind = z.infer<typeof channelKind>;

/** A way out of this company's own; without one for mail or Slack the operator's from the environment is used. Secrets are never shown again. */
export const channel = z.object({
  id: channelId,
  kind: channelKind,
  name: z.string(),
  summary: z.string().meta({ description: 'Host, room or sender, without secrets' }),
  enabled: z.boolean().meta({ description: 'Nothing goes out by a channel that is not' }),
  disabledReason: z
    .string()
    .nullable()
    .meta({ description: 'Why the platform switched it off: a webhook whose receiver answered 410 Gone' }),
  createdAt: timestamp,
});
export const channelConfig = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('email'),
      name,
      smtpUrl: z
        .url({ protocol: /^smtps?$/ })
        .max(2000)
        .optional(),
      credential: credential('smtp'),
      from,
    })
    .refine(({ smtpUrl, credential: named }) => (smtpUrl === undefined) !== (named === undefined), {
      path: ['smtpUrl'],
      message: 'expected a mail server or a credential',
    }),
  z.strictObject({
    kind: z.literal('sendgrid'),
    name,
    apiKey: z.string().min(1).max(500),
    from,
    baseUrl: address.optional().meta({ description: 'https://api.sendgrid.com unless set' }),
    eventKey: z.string().max(500).optional().meta({
      description:
        'Public key of the signed event webhook, whose address is `/notification-channels/:id/sendgrid-events`',
    }),
  }),
  z.strictObject({ kind: z.literal('slack'), name, webhookUrl: address }),
  z
    .strictObject({
      kind: z.literal('slack_bot'),
      name,
      token: z.string().min(1).max(500).optional(),
      credential: credential('slack'),
      channel: z.string().trim().min(1).max(100).meta({ description: 'Room: #name or id' }),
      baseUrl: address.optional().meta({ description: 'https://slack.com/api/ unless set' }),
    })
    .refine(({ token, credential: named }) => (token === undefined) !== (named === undefined), {
      path: ['token'],
      message: 'expected a token or a credential',
    }),
  z.strictObject({ kind: z.literal('webhook'), name, url: address }),
]);

export const listChannels = route({
  method: 'GET',
  path: '/notification-channels',
  permission: 'channels:read',
  tag,
  summary: 'Channels',
  query: pageQuery,
  responses: { 200: pageOf(channel) },
});
export const createChannel = route({
  method: 'POST',
  path: '/notification-channels',
  permission: 'channels:write',
  tag,
  summary: 'Add a channel',
  body: channelConfig,
  responses: { 201: channel },
});
export const updateChannel = route({
  method: 'PATCH',
  path: '/notification-channels/:id',
  permission: 'channels:write',
  tag,
  summary: 'Rename a channel, switch it off or on again',
  params: z.object({ id: channelId }),
  body: z.strictObject({ name: name.optional(), enabled: z.boolean().optional() }),
  responses: { 200: channel },
  problems: ['CHANNEL_NOT_FOUND'],
});
export const deleteChannel = route({
  method: 'DELETE',
  path: '/notification-channels/:id',
  permission: 'channels:write',
  tag,
  summary: 'Remove a channel',
  params: z.object({ id: channelId }),
  responses: { 204: 'empty' },
  problems: ['CHANNEL_NOT_FOUND'],
});
export const channelTest = z.object({
  ok: z.boolean(),
  ms: z.number().int().meta({ description: 'Milliseconds until the other side took the message, or refused it' }),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export const testChannel = route({
  method: 'POST',
  path: '/notification-channels/:id/test',
  permission: 'channels:write',
  tag,
  summary: 'Send one short message through a channel, at once and without repetition',
  params: z.object({ id: channelId }),
  body: z
    .strictObject({ to: z.email().max(320).optional().meta({ description: 'Who gets it; a mail needs somebody' }) })
    .default({}),
  responses: { 200: channelTest },
  problems: ['CHANNEL_NOT_FOUND', 'VALIDATION_FAILED'],
});

export const channelRoutes = { listChannels, createChannel, updateChannel, testChannel, deleteChannel };
