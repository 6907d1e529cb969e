import { z } from 'zod';
import { defineTool } from '../../kit.js';

const recipient = z
  .string()
  .max(320)
  .regex(/^(role:[a-z]+|user:\w+|[^\s@<>]+@[^\s@<>]+)$/, 'expected an e-mail address, role:x or user:id');

export const sendEmail = defineTool({
  name: 'send_email',
  version: 1,
  title: 'Send an e-mail',
  description:
    'Sends an e-mail, to addresses or to people of the company (role:owner, user:usr_…). It is delivered later; a missing mail channel is told as a warning.',
  icon: 'mail',
  effect: 'idempotent',
  risk: 'high',
  needs: ['notifications'],
  timeoutMs: 15_000,
  input: z.strictObject({
    to: z.array(recipient).min(1).max(20).meta({ description: 'Addresses, or role:x, or user:id' }),
    subject: z.string().min(1).max(500).meta({ description: 'Subject, one line' }),
    text: z.string().min(1).max(100_000).meta({ description: 'The message as plain text' }),
  }),
  output: z.object({ deliveryIds: z.array(z.string()), warnings: z.array(z.string()) }),
});
