import { z } from 'zod';
import { defineChannel } from '../../kit.js';

export const webhook = defineChannel({
  id: 'webhook',
  carries: 'webhook',
  version: 1,
  title: 'Webhook',
  description: 'Posts JSON to an address; webhook-id stays the same when it is sent again',
  icon: 'webhook',
  effect: 'idempotent',
  config: z.strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'expected an http or https address' })
      .max(2000)
      .optional()
      .meta({ title: 'Address', description: 'Where messages go that name none themselves' }),
  }),
  summary: ({ url }) => (url === undefined ? 'The address of each message' : new URL(url).host),
  render: ({ url, payload }) => ({ url: url ?? '', body: JSON.stringify(payload ?? null) }),
});
