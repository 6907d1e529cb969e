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
    second_factor_added: {
      subject: 'A second factor was set up',
      before: 'your account now asks for a code of your authenticator app at every sign-in.',
      after: 'That was not you? Set a new password, then turn the second factor off under “Profile and security”.',
    },
    second_factor_removed: {
      subject: 'Your second factor was removed',
      before: 'your account no longer asks for a code at sign-in.',
      after: 'That was not you? Set a new password at once, then set the second factor up again.',
    },
    recovery_code_used: {
      subject: 'A recovery code was used',
      before: 'somebody signed in to your account with a recovery code in place of your authenticator app.',
      after: 'That was not you? Set a new password at once, and make new recovery codes.',
    },
    invitation: {
      subject: 'Invitation to {company}',
      before:
        '{by} invites you to work together in {company}. Open this link to join. It works once, within seven days.',
      after: 'You do not know why? Then ignore this mail: nothing happens.',
    },
  },
  de: {
    verify_email: {
      subject: 'E-Mail-Adresse bestätigen',
      before: 'bitte öffnen Sie diesen Link, um diese Adresse zu bestätigen. Er gilt einmal, innerhalb von drei Tagen.',
      after: 'Sie haben kein Konto angelegt? Dann ignorieren Sie diese Mail.',
    },
    reset_password: {
      subject: 'Neues Passwort setzen',
      before: 'öffnen Sie diesen Link, um ein neues Passwort zu setzen. Er gilt einmal, innerhalb einer Stunde.',
      after: 'Sie haben nicht darum gebeten? Dann ignorieren Sie diese Mail: Ihr Passwort bleibt, wie es ist.',
    },
    password_changed: {
      subject: 'Ihr Passwort wurde geändert',
      before: 'das Passwort Ihres Kontos wurde gerade geändert, und Ihre anderen Sitzungen wurden beendet.',
      after: 'Das waren nicht Sie? Setzen Sie sofort ein neues: „Passwort vergessen?“ auf der Anmeldeseite.',
    },
    second_factor_added: {
      subject: 'Zweiter Faktor eingerichtet',
      before: 'Ihr Konto fragt jetzt bei jeder Anmeldung nach einem Code Ihrer Authenticator-App.',
      after:
        'Das waren nicht Sie? Setzen Sie ein neues Passwort und entfernen Sie den zweiten Faktor unter „Profil und Sicherheit“.',
    },
    second_factor_removed: {
      subject: 'Zweiter Faktor entfernt',
      before: 'Ihr Konto fragt bei der Anmeldung nicht mehr nach einem Code.',
      after: 'Das waren nicht Sie? Setzen Sie sofort ein neues Passwort und richten Sie den zweiten Faktor wieder ein.',
    },
    recovery_code_used: {
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      before: 'jemand hat sich an Ihrem Konto mit einem Wiederherstellungscode statt der Authenticator-App angemeldet.',
      after: 'Das waren nicht Sie? Setzen Sie sofort ein neues Passwort und erzeugen Sie neue Wiederherstellungscodes.',
    },
    invitation: {
      subject: 'Einladung zu {company}',
      before:
        '{by} lädt Sie ein, in {company} mitzuarbeiten. Öffnen Sie diesen Link, um beizutreten. Er gilt einmal, innerhalb von sieben Tagen.',
      after: 'Sie wissen nicht, warum? Dann ignorieren Sie diese Mail: Es geschieht nichts.',
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
  { template, language, name, facts }: Pick<AccountMail, 'template' | 'language' | 'name' | 'facts'>,
  link: string | null,
): { subject: string; text: string } {
  const { subject, before, after } = texts[language][template];
  const filled = (text: string) =>
    text.replace(/\{(company|by)\}/g, (_, fact: 'company' | 'by') => plainName(facts?.[fact] ?? ''));
  const hello = name === '' ? greeting[language]('').replace(' ,', ',') : greeting[language](plainName(name));
  const parts = [hello, filled(before), ...(link === null ? [] : [link]), after];
  return { subject: filled(subject), text: `${parts.join('\n\n')}\n` };
}
