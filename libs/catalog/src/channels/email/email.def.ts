import { z } from 'zod';
import { defineChannel } from '../../kit.js';
import { sender } from '../sender.js';
import { subjectOf } from '../subject.js';

/**
 * How much the mail server's certificate counts. `verified`: TLS with a valid certificate, or nothing is sent. `unverified`: TLS with any
 * certificate. `opportunistic`: TLS when offered, without a look at the certificate, else plain text; refused together with a password.
 */
export const tlsModes = ['verified', 'unverified', 'opportunistic'] as const;

export const email = defineChannel({
  id: 'email',
  carries: 'email',
  version: 1,
  title: 'E-mail (SMTP)',
  description: 'E-mail through a mail server',
  icon: 'mail',
  effect: 'idempotent',
  config: z.strictObject({
    smtpUrl: z
      .url({ protocol: /^smtps?$/, error: 'expected smtp://… or smtps://…' })
      .max(2000)
      .refine(
        (url) => !URL.canParse(url) || tlsModeOf(new URL(url)) !== undefined,
        `expected tls=${tlsModes.join('|')}, and no password without TLS`,
      )
      .meta({
        title: 'Mail server',
        description:
          'smtps://user:password@host:465, or smtp://…:587. With a password TLS is required and its certificate checked; ?tls=unverified accepts any certificate',
        placeholder: 'smtp://user:password@mail.example.com:587',
      }),
    from: sender(),
  }),
  summary: ({ smtpUrl, from }) => `${new URL(smtpUrl).host}, from ${from}`,
  render: (message) => ({ subject: subjectOf(message), text: message.text, html: message.html }),
});

/** Undefined when the URL asks for something that would send a password in the clear, or for no known mode. */
export function tlsModeOf(url: URL): (typeof tlsModes)[number] | undefined {
  const hasPassword = url.password !== '';
  const isStrict = url.protocol === 'smtps:' || hasPassword;
  const asked = url.searchParams.get('tls') ?? (isStrict ? 'verified' : 'opportunistic');
  const mode = tlsModes.find((known) => known === asked);
  return mode === 'opportunistic' && isStrict ? undefined : mode;
}
