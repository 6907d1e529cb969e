import { z } from 'zod';
import { defineChannel } from '../../kit.js';

export const webhook = defineChannel({
  id: 'webhook',
  version: 1,
  title: 'Webhook',
  description: 'Posts JSON to an address; webhook-id stays the same when it is sent again',
  icon: 'webhook',
  effect: 'idempotent',
  config: z.strictObject({}),
  summary: () => 'The address of each message',
  render: ({ url, payload }) => ({ url: url ?? '', body: JSON.stringify(payload ?? null) }),
});
