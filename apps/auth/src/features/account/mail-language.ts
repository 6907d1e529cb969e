import { mailLanguages, type MailLanguage } from '#libs/contracts';

/** The first language of `Accept-Language` in which mails are written; English else. */
export function mailLanguage(accepted: string | undefined): MailLanguage {
  const wanted = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.flatMap((code) => mailLanguages.find((known) => known === code) ?? [])[0] ?? 'en';
}
