import { z } from 'zod';
import { defineTool } from '../../kit.js';
import { webAddress } from '../fields.js';

export const sendWebhook = defineTool({
  name: 'send_webhook',
  version: 1,
  title: 'Send a webhook',
  description:
    'Posts JSON to an address. It is delivered for certain, with repeats when the receiver does not answer; there is no answer to read.',
  icon: 'webhook',
  effect: 'idempotent',
  risk: 'high',
  needs: ['notifications'],
  timeoutMs: 15_000,
  input: z.strictObject({
    url: webAddress('Address that takes the webhook'),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'What is sent, as a JSON object' }),
  }),
  output: z.object({ deliveryIds: z.array(z.string()), warnings: z.array(z.string()) }),
});
