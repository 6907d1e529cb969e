import { z } from 'zod';
import { assignees, defineKind } from '../../kit.js';
import { deliveryIds } from '../../kit/fields.js';

export const notifyMessage = defineKind({
  id: 'notify.message',
  version: 1,
  title: 'Message',
  description: 'Tells people inside the app',
  icon: 'bell',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['notifications'],
  config: z.strictObject({
    to: assignees().meta({ title: 'To' }),
    subject: z.string().min(1).max(500).optional().meta({ title: 'Title' }),
    text: z.string().min(1).max(100_000).meta({ title: 'Text', widget: 'textarea' }),
  }),
  output: z.object({ deliveryIds }),
});
