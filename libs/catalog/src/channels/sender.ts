import { z } from 'zod';

const mailbox = /^(?:([^<>\r\n]{0,200})<)?([^\s<>@,;]+@[^\s<>@,;]+)>?$/;

/** Whom a mail is from: an address, with or without a name. */
export const sender = () =>
  z
    .string()
    .min(3)
    .max(320)
    .regex(mailbox, 'expected an address such as Support <support@example.com>')
    .meta({ title: 'Sender', placeholder: 'Support <support@example.com>' });

/** The bare address of a sender such as `Support <support@example.com>`. */
export const addressOf = (from: string): string => mailbox.exec(from)?.[2] ?? from;

/** The name of a sender such as `"Support" <support@example.com>`; undefined when there is none. */
export const nameOf = (from: string): string | undefined =>
  mailbox
    .exec(from)?.[1]
    ?.trim()
    .replace(/^"(.*)"$/, '$1') || undefined;

/** The Message-ID of a delivery, the same at every attempt. Keys are base64url; anything else would not be allowed there. */
export const messageIdOf = (key: string, from: string): string =>
  `<${key.replace(/[^A-Za-z0-9_.-]/g, '-')}@${addressOf(from).split('@')[1] ?? 'localhost'}>`;
