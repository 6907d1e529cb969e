import type { AccountMail, AccountMailTemplate, MailLanguage } from '#libs/contracts';

interface Words {
  subject: string;
  /** Paragraphs before the link, and after it. */
  before: string;
  after: string;
}

/** What mails about accounts say. Plain text: nothing to click but the link itself, nothing loaded from elsewhere. */
const texts: Record<MailLanguage, Record<AccountMailTemplate, Words>> = {
  en: {
    verify_email: {
      subject: 'Verify your e-mail address',
      before: 'please open this link to verify that this is your address. It works once, within three days.',
      after: 'You did not create an account? Then ignore this mail.',
    },
    reset_password: {
      subject: 'Set a new password',
      before: 'open this link to set a new password. It works once, within one hour.',
      after: 'You did not ask for this? Then ignore this mail: your password stays as it is.',
    },
    password_changed: {
      subject: 'Your password was changed',
      before: 'the password of your account was changed just now, and your other sessions were ended.',
      after: 'That was not you? Set a new password with “Forgot password?” on the sign-in page, at once.',
    },
  },
  de: {
    verify_email: {
      subject: 'E-Mail-Adresse bestätigen',
      before: 'bitte öffne diesen Link, um diese Adresse zu bestätigen. Er gilt einmal, innerhalb von drei Tagen.',
      after: 'Du hast kein Konto angelegt? Dann ignoriere diese Mail.',
    },
    reset_password: {
      subject: 'Neues Passwort setzen',
      before: 'öffne diesen Link, um ein neues Passwort zu setzen. Er gilt einmal, innerhalb einer Stunde.',
      after: 'Du hast nicht darum gebeten? Dann ignoriere diese Mail: Dein Passwort bleibt, wie es ist.',
    },
    password_changed: {
      subject: 'Dein Passwort wurde geändert',
      before: 'das Passwort deines Kontos wurde gerade geändert, und deine anderen Sitzungen wurden beendet.',
      after: 'Das warst nicht du? Setze sofort ein neues: „Passwort vergessen?“ auf der Anmeldeseite.',
    },
  },
};

const greeting: Record<MailLanguage, (name: string) => string> = {
  en: (name) => `Hello ${name},`,
  de: (name) => `Guten Tag ${name},`,
};

/** A name in a mail is a name, whatever somebody typed: one line, and nothing that a mail program makes a link of. */
const plainName = (name: string) =>
  name
    .replace(/[\p{C}/:@<>]+/gu, ' ')
    .replace(/\.(?=\S)/g, '. ')
    .trim()
    .slice(0, 60);

export function accountMailText(
  { template, language, name }: Pick<AccountMail, 'template' | 'language' | 'name'>,
  link: string | null,
): { subject: string; text: string } {
  const { subject, before, after } = texts[language][template];
  const parts = [greeting[language](plainName(name)), before, ...(link === null ? [] : [link]), after];
  return { subject, text: `${parts.join('\n\n')}\n` };
}
