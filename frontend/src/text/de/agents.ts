import type { Translated } from '../catalogue.js';
import type { agents as english } from '../en/agents.js';

/** Agenten und ihre Aufgaben. */
export const agents: Translated<typeof english> = {
  'agents.title': 'Agenten',
  'agents.search': 'Agenten suchen',
  'agents.name': 'Name',
  'agents.goal': 'Ziel',
  'agents.model': 'Modell',
  'agents.tools': 'Werkzeuge',
  'agents.version': 'Version',
  'agents.changed': 'Geändert',
  'agents.status': 'Status',
  'agents.status.draft': 'Entwurf',
  'agents.status.active': 'Aktiv',
  'agents.status.retired': 'Im Ruhestand',
  'agents.empty': 'Noch keine Agenten',
  'agents.empty.help':
    'Ein Agent hat ein Ziel, ein Modell und Werkzeuge. Legen Sie einen mit POST /agents an; er erscheint hier.',
  'agents.none': 'Kein Agent passt zu „{search}“',
  'agents.failed': 'Die Agenten konnten nicht geladen werden.',
  'agents.instructions': 'Anweisungen',
  'agents.noInstructions': 'keine',
  'agents.limits': 'Grenzen',
  'agents.limits.turns': 'Runden',
  'agents.limits.time': 'Zeit',
  'agents.limits.tokens': 'Tokens',
  'agents.limits.cost': 'Kosten',
  'agents.policy.allow': 'erlaubt',
  'agents.policy.ask': 'fragt zuerst',
  'agents.policy.deny': 'verboten',
  'agents.noTools': 'Keine Werkzeuge.',
  'agents.loadFailed': 'Der Agent konnte nicht geladen werden.',

  'task.title': 'Aufgabe {id}',
  'task.turns': 'Runden',
  'task.agent': 'Agent',
  'task.failed': 'Die Aufgabe konnte nicht geladen werden.',
  'task.arguments': 'Argumente',
  'task.result': 'Ergebnis',
  'task.empty': 'Der Agent hat noch nichts getan.',
  'task.transcript': 'Protokoll',
};
