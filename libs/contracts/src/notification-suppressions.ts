import { z } from 'zod';
import { channelId, idOf } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'notifications';
export const suppressionId = idOf('suppression');
export const suppressionReason = z.enum(['bounced', 'complained', 'unsubscribed', 'manual']);

/** An address that gets no mail any more; `unsubscribed`: none of what watchers tell, while workflows may still write. */
export const suppression = z.object({
  id: suppressionId,
  address: z.string(),
  reason: suppressionReason,
  detail: z.string().nullable().meta({ description: 'What the mail service said' }),
  createdAt: timestamp,
});
export type Suppression = z.infer<typeof suppression>;

export const listSuppressions = route({
  method: 'GET',
  path: '/suppressions',
  permission: 'deliveries:read',
  tag,
  summary: 'Addresses that get no mail',
  query: pageQuery.extend({ search: z.string().max(100).optional().meta({ description: 'A part of the address' }) }),
  responses: { 200: pageOf(suppression) },
});
export const createSuppression = route({
  method: 'POST',
  path: '/suppressions',
  permission: 'channels:write',
  tag,
  summary: 'Send no mail to an address',
  body: z.strictObject({ address: z.email().max(320) }),
  responses: { 201: suppression },
});
export const deleteSuppression = route({
  method: 'DELETE',
  path: '/suppressions/:id',
  permission: 'channels:write',
  tag,
  summary: 'Send mail to an address again',
  params: z.object({ id: suppressionId }),
  responses: { 204: 'empty' },
  problems: ['NOT_FOUND'],
});
/** @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
export const sendgridEvents = route({
  method: 'POST',
  path: '/notification-channels/:id/sendgrid-events',
  permission: 'public',
  tag,
  summary: 'Where SendGrid posts what became of mails, signed by the key that the channel knows',
  params: z.object({ id: channelId }),
  headers: z.looseObject({}),
  body: z.instanceof(Uint8Array).optional(),
  raw: true,
  bodyLimit: 4 * 1024 * 1024,
  responses: { 204: 'empty' },
  problems: ['CHANNEL_NOT_FOUND', 'HOOK_SIGNATURE_INVALID', 'MALFORMED_JSON'],
});
/** One click of a mail program (RFC 8058). */
export const unsubscribe = route({
  method: 'POST',
  path: '/unsubscribe/:token',
  permission: 'public',
  tag,
  summary: 'Ends what the platform tells somebody by mail of one event; the address stands in that mail',
  params: z.object({ token: z.string().max(2000) }),
  body: z.instanceof(Uint8Array).optional(),
  raw: true,
  bodyLimit: 10_000,
  responses: { 204: 'empty' },
  problems: ['NOT_FOUND'],
});

export const suppressionRoutes = {
  listSuppressions,
  createSuppression,
  deleteSuppression,
  sendgridEvents,
  unsubscribe,
};
