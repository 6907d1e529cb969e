import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';

/** Where results are posted to. */
export const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .max(2000)
  .meta({ description: 'Results are posted there, signed by the Standard Webhooks' });

const tag = 'webhooks';

/** What signs every webhook that leaves in the name of the company; see https://www.standardwebhooks.com. */
export const signingSecret = z.object({
  hint: z.string().meta({ description: 'Its last four characters' }),
  createdAt: timestamp,
  previousUntil: timestamp
    .nullable()
    .meta({ description: 'Until then webhooks also carry a signature by the secret before' }),
});
export const getSigningSecret = route({
  method: 'GET',
  path: '/webhook-endpoints/signing-secret',
  permission: 'channels:write',
  tag,
  summary: 'Since when webhooks are signed by which secret; the secret itself is never shown again',
  responses: {
    200: signingSecret.nullable().meta({ description: 'Null before the first webhook and the first rotation' }),
  },
});
export const rotateSigningSecret = route({
  method: 'POST',
  path: '/webhook-endpoints/signing-secret/rotate',
  permission: 'channels:write',
  tag,
  summary: 'A new secret to sign webhooks with, shown this once. For 24 hours webhooks carry signatures by both',
  body: z.strictObject({}).default({}),
  responses: {
    201: signingSecret.extend({
      secret: z.string().meta({ description: '`whsec_…`, for any Standard Webhooks library' }),
    }),
  },
});

export const webhookRoutes = { getSigningSecret, rotateSigningSecret };
