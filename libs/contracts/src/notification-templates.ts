import { z } from 'zod';
import { channelId, userId } from './ids.js';
import { watchedEvent } from './notification-watchers.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'notifications';
export const templateChannel = z.enum(['email', 'slack']);
export type TemplateChannel = z.infer<typeof templateChannel>;

const liquid = 'Liquid over `subject`, `text`, `link`, `event.type`, `event.at` and `event.data`';
/** Everything that a version freezes. */
export const mailTemplate = z.strictObject({
  subject: z.string().min(1).max(1000).meta({ description: liquid }),
  mjml: z
    .string()
    .min(1)
    .max(200_000)
    .meta({ description: `MJML, with ${liquid}` }),
  text: z
    .string()
    .min(1)
    .max(100_000)
    .meta({ description: `For readers without HTML: ${liquid}` }),
});
export const slackTemplate = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(20_000)
    .meta({ description: `For notifications and readers: ${liquid}` }),
  blocks: z
    .string()
    .max(100_000)
    .meta({ description: `A JSON array of Slack blocks, with ${liquid}; empty: the text alone` }),
});
export const templateContent = z.union([mailTemplate, slackTemplate]);
export type MailTemplate = z.infer<typeof mailTemplate>;
export type SlackTemplate = z.infer<typeof slackTemplate>;
export type TemplateContent = z.infer<typeof templateContent>;

export const templateProblem = z.object({
  path: z.string().meta({ description: 'Field of the content' }),
  message: z.string(),
});
export type TemplateProblem = z.infer<typeof templateProblem>;

export const templateSummary = z.object({
  event: watchedEvent,
  channel: templateChannel,
  publishedVersion: z.number().int().nullable().meta({ description: 'null: the shipped one is used' }),
  hasDraftChanges: z.boolean(),
  updatedAt: timestamp.nullable(),
});
export type TemplateSummary = z.infer<typeof templateSummary>;
/** With the draft; `etag` is what `If-Match` expects. */
export const notificationTemplate = templateSummary.extend({
  content: templateContent,
  problems: z.array(templateProblem),
  etag: z.string(),
});
export type NotificationTemplate = z.infer<typeof notificationTemplate>;
export const templateVersion = z.object({
  version: z.number().int(),
  contentHash: z.string(),
  note: z.string(),
  publishedAt: timestamp,
  publishedBy: userId.nullable(),
  current: z.boolean(),
});
export type TemplateVersion = z.infer<typeof templateVersion>;
/** What a receiver would see of the event's sample. */
export const templatePreview = z.object({
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string(),
  blocks: z.array(z.unknown()).nullable(),
  problems: z.array(templateProblem),
});
export type TemplatePreview = z.infer<typeof templatePreview>;

const params = z.object({ event: watchedEvent, channel: templateChannel });
const base = { tag, params, bodyLimit: 1024 * 1024 } as const;
const path = '/notification-templates/:event/:channel';

export const listTemplates = route({
  method: 'GET',
  path: '/notification-templates',
  permission: 'messageTemplates:read',
  tag,
  summary: 'Templates of messages, by event and channel',
  responses: { 200: z.object({ items: z.array(templateSummary) }) },
});
export const readTemplate = route({
  ...base,
  method: 'GET',
  path,
  permission: 'messageTemplates:read',
  summary: 'One template with its draft',
  responses: { 200: notificationTemplate },
});
export const saveTemplateDraft = route({
  ...base,
  method: 'PUT',
  path: `${path}/draft`,
  permission: 'messageTemplates:write',
  summary: 'Save the draft',
  headers: z.object({ 'if-match': z.string().optional() }),
  body: z.strictObject({ content: templateContent }),
  responses: { 200: notificationTemplate },
  problems: ['VALIDATION_FAILED', 'PRECONDITION_FAILED', 'PRECONDITION_REQUIRED'],
});
export const publishTemplate = route({
  ...base,
  method: 'POST',
  path: `${path}/publish`,
  permission: 'messageTemplates:write',
  summary: 'Freeze the draft as the next version, and use it from now on',
  body: z.strictObject({ note: z.string().max(500).optional() }).default({}),
  responses: { 200: notificationTemplate },
  problems: ['TEMPLATE_INVALID', 'PRECONDITION_FAILED'],
});
export const listTemplateVersions = route({
  ...base,
  method: 'GET',
  path: `${path}/versions`,
  permission: 'messageTemplates:read',
  summary: 'Published versions, newest first',
  query: pageQuery,
  responses: { 200: pageOf(templateVersion) },
});
export const rollbackTemplate = route({
  ...base,
  method: 'POST',
  path: `${path}/rollback`,
  permission: 'messageTemplates:write',
  summary: 'Use an older version, or the shipped one; the draft becomes its copy',
  body: z.strictObject({ version: z.number().int().min(0).meta({ description: '0: the shipped one' }) }),
  responses: { 200: notificationTemplate },
  problems: ['VERSION_NOT_FOUND'],
});
export const previewTemplate = route({
  ...base,
  method: 'POST',
  path: `${path}/preview`,
  permission: 'messageTemplates:read',
  summary: 'What a receiver would see of a made-up event; nothing is sent',
  body: z
    .strictObject({ content: templateContent.optional().meta({ description: 'The draft when absent' }) })
    .default({}),
  responses: { 200: templatePreview },
  problems: ['VALIDATION_FAILED'],
});
export const testTemplate = route({
  ...base,
  method: 'POST',
  path: `${path}/test`,
  permission: 'messageTemplates:write',
  summary: 'Send the draft, filled with a made-up event, once',
  body: z
    .strictObject({
      to: z.email().max(320).optional().meta({ description: 'Of mail: who gets it' }),
      channelId: channelId.optional().meta({ description: 'Of Slack: the room; the newest channel unless set' }),
    })
    .default({}),
  responses: { 200: z.object({ deliveryIds: z.array(z.string()), warnings: z.array(z.string()) }) },
  problems: ['VALIDATION_FAILED', 'TEMPLATE_INVALID', 'CHANNEL_NOT_FOUND'],
});

export const notificationTemplateRoutes = {
  listTemplates,
  readTemplate,
  saveTemplateDraft,
  publishTemplate,
  listTemplateVersions,
  rollbackTemplate,
  previewTemplate,
  testTemplate,
};
