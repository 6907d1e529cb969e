import type { Catalogue } from './catalogue.js';
import { agents } from './de/agents.js';
import { app } from './de/app.js';
import { auth } from './de/auth.js';
import { builder } from './de/builder.js';
import { forms } from './de/forms.js';
import { home } from './de/home.js';
import { inbox } from './de/inbox.js';
import { members } from './de/members.js';
import { notifications } from './de/notifications.js';
import { panel } from './de/panel.js';
import { runs } from './de/runs.js';
import { shell } from './de/shell.js';
import { workflows } from './de/workflows.js';

/** Alle Texte auf Deutsch, in denselben Dateien wie die englischen; ein Test vergleicht Schlüssel und Platzhalter. */
export const de: Catalogue = {
  ...agents,
  ...app,
  ...auth,
  ...builder,
  ...forms,
  ...home,
  ...inbox,
  ...members,
  ...notifications,
  ...panel,
  ...runs,
  ...shell,
  ...workflows,
};
