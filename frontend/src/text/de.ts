import type { Catalogue } from './catalogue.js';
import { administration } from './de/administration.js';
import { connections } from './de/connections.js';
import { models } from './de/models.js';
import { operations } from './de/operations.js';
import { prompts } from './de/prompts.js';
import { access } from './de/access.js';
import { agents } from './de/agents.js';
import { agentWork } from './de/agent-work.js';
import { background } from './de/background.js';
import { knowledge } from './de/knowledge.js';
import { tools } from './de/tools.js';
import { app } from './de/app.js';
import { audit } from './de/audit.js';
import { auth } from './de/auth.js';
import { bounds } from './de/bounds.js';
import { routing } from './de/routing.js';
import { builder } from './de/builder.js';
import { forms } from './de/forms.js';
import { goals } from './de/goals.js';
import { home } from './de/home.js';
import { inbox } from './de/inbox.js';
import { memory } from './de/memory.js';
import { members } from './de/members.js';
import { notifications } from './de/notifications.js';
import { reports } from './de/reports.js';
import { profile } from './de/profile.js';
import { panel } from './de/panel.js';
import { propose } from './de/propose.js';
import { runs } from './de/runs.js';
import { shell } from './de/shell.js';
import { templates } from './de/templates.js';
import { watchers } from './de/watchers.js';
import { workflows } from './de/workflows.js';

/** Alle Texte auf Deutsch, in denselben Dateien wie die englischen; ein Test vergleicht Schlüssel und Platzhalter. */
export const de: Catalogue = {
  ...access,
  ...agents,
  ...agentWork,
  ...background,
  ...knowledge,
  ...tools,
  ...prompts,
  ...operations,
  ...models,
  ...connections,
  ...administration,
  ...app,
  ...audit,
  ...auth,
  ...bounds,
  ...routing,
  ...builder,
  ...forms,
  ...goals,
  ...home,
  ...inbox,
  ...memory,
  ...members,
  ...notifications,
  ...reports,
  ...profile,
  ...panel,
  ...propose,
  ...runs,
  ...shell,
  ...templates,
  ...watchers,
  ...workflows,
};
