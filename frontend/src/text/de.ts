import type { Catalogue } from './catalogue.js';
import { administration } from './de/administration.js';
import { connections } from './de/connections.js';
import { models } from './de/models.js';
import { operations } from './de/operations.js';
import { prompts } from './de/prompts.js';
import { agents } from './de/agents.js';
import { app } from './de/app.js';
import { auth } from './de/auth.js';
import { bounds } from './de/bounds.js';
import { routing } from './de/routing.js';
import { builder } from './de/builder.js';
import { forms } from './de/forms.js';
import { home } from './de/home.js';
import { inbox } from './de/inbox.js';
import { members } from './de/members.js';
import { notifications } from './de/notifications.js';
import { reports } from './de/reports.js';
import { panel } from './de/panel.js';
import { runs } from './de/runs.js';
import { shell } from './de/shell.js';
import { watchers } from './de/watchers.js';
import { workflows } from './de/workflows.js';

/** Alle Texte auf Deutsch, in denselben Dateien wie die englischen; ein Test vergleicht Schlüssel und Platzhalter. */
export const de: Catalogue = {
  ...agents,
  ...prompts,
  ...operations,
  ...models,
  ...connections,
  ...administration,
  ...app,
  ...auth,
  ...bounds,
  ...routing,
  ...builder,
  ...forms,
  ...home,
  ...inbox,
  ...members,
  ...notifications,
  ...reports,
  ...panel,
  ...runs,
  ...shell,
  ...watchers,
  ...workflows,
};
