import type { Translated } from '../catalogue.js';
import type { auth as english } from '../en/auth.js';

/** Anmelden und Konto erstellen. */
export const auth: Translated<typeof english> = {
  'auth.signIn.title': 'Anmelden',
  'auth.signIn.new': 'Neu hier?',
  'auth.signIn.toSignUp': 'Konto anlegen',
  'auth.signUp.title': 'Konto Ihres Unternehmens anlegen',
  'auth.signUp.help': 'Sie werden sein Inhaber und können danach Personen hinzufügen.',
  'auth.signUp.noMail': 'Keine Bestätigungs-Mail nötig: Sie sind sofort angemeldet.',
  'auth.signUp.have': 'Sie haben ein Konto?',
  'auth.signUp.submit': 'Konto anlegen',
  'auth.signUp.busy': 'Konto wird angelegt',
  'auth.email': 'E-Mail',
  'auth.password': 'Passwort',
  'auth.password.hint': 'Mindestens 10 Zeichen, kein verbreitetes.',
  'auth.name': 'Ihr Name',
  'auth.company': 'Unternehmen',
  'auth.expired.title': 'Ihre Sitzung ist abgelaufen',
  'auth.expired.help': 'Melden Sie sich wieder an. Was Sie auf dieser Seite geschrieben haben, bleibt erhalten.',
  'auth.expired.other': 'Als jemand anderes anmelden',
  'auth.error.email': 'Schreiben Sie eine E-Mail-Adresse, etwa mara@larkfield.example.',
  'auth.error.required': 'Füllen Sie das aus.',
  'auth.error.short': 'Nehmen Sie mindestens 10 Zeichen.',
  'auth.error.taken': 'Diese E-Mail-Adresse hat schon ein Konto. Melden Sie sich an.',
  'auth.error.weak': 'Dieses Passwort ist zu leicht zu erraten. Nehmen Sie ein längeres oder mehrere Wörter.',
  'auth.error.wrong': 'E-Mail oder Passwort stimmt nicht.',
  'auth.error.slow': 'Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es dann erneut.',
};
