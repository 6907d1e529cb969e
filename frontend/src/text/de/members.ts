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
  'members.invite': 'Einladen',
  'members.inviting': 'Wird eingeladen',
  'members.invite.title': 'Jemanden einladen',
  'members.invite.help': 'Die Person wählt ihr eigenes Passwort oder tritt mit ihrem vorhandenen Konto bei.',
  'members.invite.there': 'Diese Person ist schon Mitglied.',
  'members.invited': 'Eine Einladung an {email} ist unterwegs',
  'members.invite.link': 'Geben Sie diesen Link weiter',
  'members.invite.link.help':
    'Von hier wird keine Mail gesendet. Geben Sie {email} den Link; er gilt einmal, innerhalb von sieben Tagen.',
  'members.invite.link.label': 'Link',
  'members.invitations': 'Offene Einladungen',
  'members.invite.until': 'bis',
  'members.invite.revoke': 'Zurücknehmen',
  'members.invite.revokeOf': 'Einladung von {email} zurücknehmen',
  'members.invite.revoked': 'Einladung zurückgenommen',
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
