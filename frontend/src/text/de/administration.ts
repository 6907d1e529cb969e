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

  'save.do': 'Speichern',
  'save.saving': 'Wird gespeichert',
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
