import type { Translated } from '../catalogue.js';
import type { members as english } from '../en/members.js';

/** Mitglieder der Firma. */
export const members: Translated<typeof english> = {
  'members.title': 'Mitglieder',
  'members.search': 'Mitglieder suchen',
  'members.name': 'Name',
  'members.email': 'E-Mail',
  'members.role': 'Rolle',
  'members.since': 'Mitglied seit',
  'members.you': 'Sie',
  'members.add': 'Mitglied hinzufügen',
  'members.adding': 'Wird hinzugefügt',
  'members.add.title': 'Ein Mitglied hinzufügen',
  'members.add.help':
    'Die Person meldet sich mit dieser E-Mail-Adresse und diesem Passwort an. Sagen Sie ihr beides; es wird keine Mail gesendet.',
  'members.add.password': 'Erstes Passwort',
  'members.add.password.hint': 'Mindestens 10 Zeichen. Leer lassen, wenn die Person schon ein Konto hat.',
  'members.added': '{name} ist jetzt Mitglied',
  'members.roleChanged': '{name} ist jetzt {role}',
  'members.roleOf': 'Rolle von {name}',
  'members.remove': '{name} entfernen',
  'members.remove.title': '{name} aus {company} entfernen?',
  'members.remove.help':
    'Die Person kann sich bei diesem Unternehmen nicht mehr anmelden. Ihre Antworten und Läufe bleiben in der Geschichte.',
  'members.remove.keep': 'Behalten',
  'members.remove.do': 'Mitglied entfernen',
  'members.removed': '{name} wurde entfernt',
  'members.removing': 'Wird entfernt',
  'members.failed': 'Die Mitglieder konnten nicht geladen werden.',
  'members.none': 'Kein Mitglied passt zu „{search}“',
  'members.empty': 'Noch keine Mitglieder',
};
