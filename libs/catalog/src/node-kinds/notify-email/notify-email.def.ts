import { z } from 'zod';
import { assignees, defineKind } from '../../kit.js';
import { deliveryIds } from '../../kit/fields.js';

export const notifyEmail = defineKind({
  id: 'notify.email',
  version: 1,
  title: 'E-mail',
  description: 'Sends an e-mail',
  icon: 'mail',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['notifications'],
  config: z.strictObject({
    to: assignees().meta({ title: 'To' }),
    subject: z.string().min(1).max(500).meta({ title: 'Subject' }),
    text: z.string().min(1).max(100_000).meta({ title: 'Text', widget: 'textarea' }),
    html: z.string().max(500_000).optional().meta({
      title: 'HTML',
      description: 'Shown instead of the text where possible',
      widget: 'textarea',
      advanced: true,
    }),
  }),
  output: z.object({ deliveryIds }),
});
