import { administration } from './en/administration.js';
import { connections } from './en/connections.js';
import { models } from './en/models.js';
import { operations } from './en/operations.js';
import { prompts } from './en/prompts.js';
import { access } from './en/access.js';
import { agents } from './en/agents.js';
import { agentWork } from './en/agent-work.js';
import { background } from './en/background.js';
import { knowledge } from './en/knowledge.js';
import { tools } from './en/tools.js';
import { app } from './en/app.js';
import { audit } from './en/audit.js';
import { auth } from './en/auth.js';
import { bounds } from './en/bounds.js';
import { routing } from './en/routing.js';
import { builder } from './en/builder.js';
import { forms } from './en/forms.js';
import { goals } from './en/goals.js';
import { home } from './en/home.js';
import { inbox } from './en/inbox.js';
import { memory } from './en/memory.js';
import { members } from './en/members.js';
import { notifications } from './en/notifications.js';
import { reports } from './en/reports.js';
import { profile } from './en/profile.js';
import { panel } from './en/panel.js';
import { propose } from './en/propose.js';
import { runs } from './en/runs.js';
import { shell } from './en/shell.js';
import { templates } from './en/templates.js';
import { watchers } from './en/watchers.js';
import { workflows } from './en/workflows.js';

/**
 * Every text of the app, in English: the complete catalogue that other languages translate. One file an area.
 * Sentence case; "you" for the reader; the API's words (run, step, workflow, agent, inbox), no synonyms.
 */
export const en = {
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
} as const;
