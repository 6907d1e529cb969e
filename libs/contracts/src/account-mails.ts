import { z } from 'zod';
import { event } from './event.js';
import { timestamp } from './paging.js';
import { rpc } from './rpc.js';

/** Languages in which mails about accounts are written. */
export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** The first language of `Accept-Language` in which mails are written; English else. */
export function mailLanguage(accepted: string | undefined): MailLanguage {
  const wanted = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.flatMap((code) => mailLanguages.find((known) => known === code) ?? [])[0] ?? 'en';
}

/** What a mail about an account says. */
export const accountMailTemplate = z.enum([
  'verify_email',
  'reset_password',
  'password_changed',
  'second_factor_added',
  'second_factor_removed',
  'recovery_code_used',
  'invitation',
]);
export type AccountMailTemplate = z.infer<typeof accountMailTemplate>;

export const accountMail = z.object({
  key: z.string().max(128).meta({ description: 'Told twice, it is the same mail' }),
  /** Null: somebody asked for an address without an account, and nothing is sent. */
  to: z.string().nullable(),
  template: accountMailTemplate,
  language: z.enum(mailLanguages),
  name: z.string(),
  /** What the text names beside the person: company, and who invites. */
  facts: z.object({ company: z.string(), by: z.string() }).optional(),
  /** Sealed for `{companyId: 'platform', id: key, purpose: 'account-mail'}`: it travels and rests unreadable. */
  sealedLink: z.string().nullable(),
  /** After this the mail is worth nothing and is not sent. */
  expiresAt: timestamp.nullable(),
});
export type AccountMail = z.infer<typeof accountMail>;

/** Who seals and opens the link of a mail. */
export const mailLinkOwner = (key: string) => ({ companyId: 'platform', id: key, purpose: 'account-mail' });

export const accountMailEvents = {
  mailRequested: event({ type: 'account.mail_requested.v1', producer: 'auth', data: accountMail }),
  invitationMailRequested: event({ type: 'invitation.mail_requested.v1', producer: 'company', data: accountMail }),
} as const;

export const accountMailRpc = {
  /** Whether the operator set up a mail server. Channels of companies do not count: their administrators could read the links. */
  accountMail: rpc({
    service: 'notifications',
    method: 'notifications.accountMail',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({ available: z.boolean() }),
  }),
} as const;
