import { z } from 'zod';
import { defineChannel } from '../../kit.js';
import { addressOf, messageIdOf, nameOf, sender } from '../sender.js';
import { subjectOf } from '../subject.js';

export const sendgrid = defineChannel({
  id: 'sendgrid',
  carries: 'email',
  version: 1,
  title: 'E-mail (SendGrid)',
  description: 'E-mail through the API of SendGrid',
  icon: 'mail',
  effect: 'idempotent',
  config: z.strictObject({
    apiKey: z
      .string()
      .min(1)
      .max(500)
      .regex(/^[\x21-\x7e]+$/, 'expected a key without spaces')
      .meta({ title: 'API key', description: 'May send mail; nothing more is needed', placeholder: 'SG.…' }),
    from: sender(),
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'expected an http or https address' })
      .max(2000)
      .default('https://api.sendgrid.com')
      .meta({ title: 'Address', description: 'https://api.eu.sendgrid.com keeps mail within the EU' }),
    eventKey: z
      .base64()
      .min(80)
      .max(500)
      .optional()
      .meta({ title: 'Key of events', description: 'Public key of the signed event webhook' }),
  }),
  summary: ({ baseUrl, from }) => `${new URL(baseUrl).host}, from ${from}`,
  render: (message) => ({ subject: subjectOf(message), text: message.text, html: message.html }),
});

/**
 * The body of `POST /v3/mail/send`. Links and pictures stay as they were written: no tracking. Its events name the delivery again.
 * @see https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 */
export function sendgridBody(from: string, message: Parameters<typeof sendgrid.render>[0]) {
  const { subject, text, html } = sendgrid.render(message);
  const name = nameOf(from);
  const part = (type: string, value: string) => ({ type, value });
  return {
    personalizations: [{ to: [{ email: message.to }] }],
    from: { email: addressOf(from), ...(name && { name }) },
    subject,
    // An empty part is refused.
    content: [part('text/plain', text || ' '), ...(html ? [part('text/html', html)] : [])],
    headers: { ...message.headers, 'Message-ID': messageIdOf(message.key, from) },
    custom_args: { delivery: message.key },
    tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
  };
}
