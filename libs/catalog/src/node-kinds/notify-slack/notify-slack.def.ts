import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { deliveryIds } from '../../kit/fields.js';

export const notifySlack = defineKind({
  id: 'notify.slack',
  version: 1,
  title: 'Slack',
  description: 'Posts to Slack',
  icon: 'hash',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['notifications'],
  config: z.strictObject({
    channel: z.string().min(1).max(100).optional().meta({
      title: 'Channel',
      description: 'The one of the webhook when empty; newer Slack webhooks ignore it',
      placeholder: '#support',
    }),
    text: z.string().min(1).max(40_000).meta({ title: 'Text', widget: 'textarea' }),
    blocks: z
      .array(z.record(z.string(), z.unknown()))
      .max(50)
      .optional()
      .meta({ title: 'Blocks', description: 'Slack Block Kit', widget: 'json', advanced: true }),
  }),
  output: z.object({ deliveryIds }),
});
