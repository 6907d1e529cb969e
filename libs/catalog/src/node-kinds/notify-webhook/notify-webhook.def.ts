import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { anyValue } from '../../kit/fields.js';
import { deliveryIds } from '../../kit/fields.js';

export const notifyWebhook = defineKind({
  id: 'notify.webhook',
  version: 1,
  title: 'Webhook',
  description: 'Posts JSON to an address',
  icon: 'webhook',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['notifications'],
  config: z.strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'expected an http or https address' })
      .max(2000)
      .meta({ title: 'Address' }),
    payload: anyValue('Payload', 'Sent as JSON'),
  }),
  output: z.object({ deliveryIds }),
});
