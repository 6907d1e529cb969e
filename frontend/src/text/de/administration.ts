import type { Translated } from '../catalogue.js';
import type { administration as english } from '../en/administration.js';

/** Verwaltung, und was ihre Bereiche gemeinsam haben. */
export const administration: Translated<typeof english> = {
  'admin.title': 'Verwaltung',
  'admin.group.company': 'Unternehmen',
  'admin.group.models': 'Modelle',
  'admin.group.messages': 'Nachrichten',
  'admin.group.operation': 'Betrieb',
  'admin.company': 'Unternehmen',
  'admin.company.name': 'Name',
  'admin.company.timezone': 'Zeitzone',
  'admin.company.timezone.hint': 'Zeitpläne und Berichte richten sich danach, wenn sie nichts anderes sagen.',
  'admin.company.locale': 'Sprache',
  'admin.company.locale.hint': 'Als Kürzel, zum Beispiel en oder de-CH.',

  'admin.security': 'Anmeldung',
  'admin.security.factor': 'Von jedem Mitglied einen zweiten Faktor verlangen',
  'admin.security.factor.help':
    'Mitglieder ohne einen können in fünf Sekunden nichts anderes mehr tun, als ihn einzurichten. API-Schlüssel gelten weiter.',
  'admin.security.saved': 'Anmelderegeln gespeichert',

  'logins.title': 'Firmenanmeldungen',
  'logins.empty': 'Mitglieder melden sich mit einem Passwort an',
  'logins.empty.help':
    'Mit einem Identitätsanbieter (OpenID Connect) benutzen sie die Anmeldung, die sie in Ihrer Firma haben.',
  'logins.add': 'Anmeldung hinzufügen',
  'logins.add.title': 'Firmenanmeldung hinzufügen',
  'logins.add.help':
    'Registrieren Sie bei Ihrem Identitätsanbieter eine Web-Anwendung mit dieser Rücksprungadresse: {url}',
  'logins.name': 'Name',
  'logins.name.hint': 'Wie man sie kennt, etwa Larkfield-Anmeldung.',
  'logins.issuer': 'Aussteller',
  'logins.issuer.hint': 'Seine Adresse, etwa https://login.example.com.',
  'logins.clientId': 'Client-ID',
  'logins.secret': 'Client-Geheimnis',
  'logins.domains': 'E-Mail-Domänen',
  'logins.domains.hint': 'Andere Adressen werden abgelehnt. Mehrere mit Kommas.',
  'logins.join': 'Wer sich zum ersten Mal anmeldet',
  'logins.joinAs': 'wird Mitglied als {role}',
  'logins.membersOnly': 'Nur Mitglieder',
  'logins.checking': 'Anbieter wird gefragt',
  'logins.added': '{name} wurde hinzugefügt',
  'logins.remove': 'Anmeldung entfernen',
  'logins.remove.title': '{name} entfernen?',
  'logins.remove.help': 'Niemand kann sich mehr darüber anmelden, und Sitzungen, die darüber kamen, enden.',
  'logins.removed': '{name} wurde entfernt',
  'logins.error.issuer': 'Schreiben Sie seine Adresse, etwa https://login.example.com.',
  'logins.error.domains': 'Schreiben Sie Domänen wie example.com.',
  'logins.error.unreachable': 'Unter dieser Adresse antwortet kein Identitätsanbieter.',
  'logins.error.refused': 'Diese Adresse darf nicht aufgerufen werden: Sie ist privat oder kein https.',

  'save.do': 'Speichern',
  'save.done': 'Gespeichert',
  'save.reset': 'Änderungen verwerfen',
  'save.nothing': 'Nichts wurde geändert',

  'do.add': 'Hinzufügen',
  'do.adding': 'Wird hinzugefügt',
  'do.removing': 'Wird gelöscht',
  'do.removeIt': '{what} löschen',
  'do.changeIt': '{what} ändern',
  'do.moveUp': '{what} nach oben',
  'do.moveDown': '{what} nach unten',
  'error.notDone': 'Das wurde nicht ausgeführt.',
  'form.dollars': 'Schreiben Sie einen Betrag, zum Beispiel 12,50.',
};
