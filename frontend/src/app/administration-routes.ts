import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { shell } from './shell-route.js';

/*
 * Filters are spelled here and not taken from the contracts: the first page loads this file, and would load those contracts with it.
 */

/** Administration: a frame with the list of sections, and one route for each. */
const frame = createRoute({
  getParentRoute: () => shell,
  path: '/administration',
  component: lazyRouteComponent(
    () => import('../features/administration/administration-frame.js'),
    'AdministrationFrame',
  ),
});
const index = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(
    () => import('../features/administration/administration-frame.js'),
    'AdministrationIndex',
  ),
});
const text = z.string().optional().catch(undefined);

const company = createRoute({
  getParentRoute: () => frame,
  path: 'company',
  component: lazyRouteComponent(() => import('../features/administration/company-page.js'), 'CompanyPage'),
});
const members = createRoute({
  getParentRoute: () => frame,
  path: 'members',
  validateSearch: z.object({ search: text }),
  component: lazyRouteComponent(() => import('../features/members/members-page.js'), 'MembersPage'),
});
const audit = createRoute({
  getParentRoute: () => frame,
  path: 'audit',
  validateSearch: z.object({ action: text, actor: text, target: text, address: text, from: text, to: text }),
  component: lazyRouteComponent(() => import('../features/audit/audit-page.js'), 'AuditPage'),
});
const providers = createRoute({
  getParentRoute: () => frame,
  path: 'providers',
  component: lazyRouteComponent(() => import('../features/models/providers-page.js'), 'ProvidersPage'),
});
const provider = createRoute({
  getParentRoute: () => frame,
  path: 'providers/$id',
  component: lazyRouteComponent(() => import('../features/models/provider-page.js'), 'ProviderPage'),
});
const models = createRoute({
  getParentRoute: () => frame,
  path: 'models',
  validateSearch: z.object({ search: text, provider: text }),
  component: lazyRouteComponent(() => import('../features/models/models-page.js'), 'ModelsPage'),
});
const routing = createRoute({
  getParentRoute: () => frame,
  path: 'routing',
  component: lazyRouteComponent(() => import('../features/models/routing-page.js'), 'RoutingPage'),
});
const budgets = createRoute({
  getParentRoute: () => frame,
  path: 'budgets',
  component: lazyRouteComponent(() => import('../features/models/budgets-page.js'), 'BudgetsPage'),
});
const guardrails = createRoute({
  getParentRoute: () => frame,
  path: 'guardrails',
  validateSearch: z.object({
    detector: z.enum(['injection', 'pii', 'secret', 'canary', 'link', 'image']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/models/guardrails-page.js'), 'GuardrailsPage'),
});
const recordings = createRoute({
  getParentRoute: () => frame,
  path: 'recordings',
  validateSearch: z.object({ set: text }),
  component: lazyRouteComponent(() => import('../features/models/recordings-page.js'), 'RecordingsPage'),
});
const prompts = createRoute({
  getParentRoute: () => frame,
  path: 'prompts',
  validateSearch: z.object({ search: text }),
  component: lazyRouteComponent(() => import('../features/prompts/prompts-page.js'), 'PromptsPage'),
});
const prompt = createRoute({
  getParentRoute: () => frame,
  path: 'prompts/$id',
  validateSearch: z.object({ view: z.enum(['bench', 'versions']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/prompts/prompt-page.js'), 'PromptPage'),
});
const channels = createRoute({
  getParentRoute: () => frame,
  path: 'channels',
  component: lazyRouteComponent(() => import('../features/connections/channels-page.js'), 'ChannelsPage'),
});
const templates = createRoute({
  getParentRoute: () => frame,
  path: 'templates',
  component: lazyRouteComponent(() => import('../features/notifications/templates-page.js'), 'TemplatesPage'),
});
const template = createRoute({
  getParentRoute: () => frame,
  path: 'templates/$event/$channel',
  component: lazyRouteComponent(() => import('../features/notifications/template-page.js'), 'TemplatePage'),
});
const watchers = createRoute({
  getParentRoute: () => frame,
  path: 'watchers',
  component: lazyRouteComponent(() => import('../features/notifications/watchers-page.js'), 'WatchersPage'),
});
const deliveries = createRoute({
  getParentRoute: () => frame,
  path: 'deliveries',
  validateSearch: z.object({
    status: z.enum(['queued', 'sending', 'delivered', 'failed', 'no_channel']).optional().catch(undefined),
    run: text,
  }),
  component: lazyRouteComponent(() => import('../features/connections/deliveries-page.js'), 'DeliveriesPage'),
});
const apiKeys = createRoute({
  getParentRoute: () => frame,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('../features/access/api-keys-page.js'), 'ApiKeysPage'),
});
const exposures = createRoute({
  getParentRoute: () => frame,
  path: 'exposures',
  component: lazyRouteComponent(() => import('../features/access/exposures-page.js'), 'ExposuresPage'),
});
const webhooks = createRoute({
  getParentRoute: () => frame,
  path: 'webhooks',
  component: lazyRouteComponent(() => import('../features/access/webhooks-page.js'), 'WebhooksPage'),
});
const jobs = createRoute({
  getParentRoute: () => frame,
  path: 'jobs',
  validateSearch: z.object({
    status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']).optional().catch(undefined),
    tool: text,
    agent: text,
    job: text,
  }),
  component: lazyRouteComponent(() => import('../features/operations/jobs-page.js'), 'JobsPage'),
});
const queues = createRoute({
  getParentRoute: () => frame,
  path: 'queues',
  component: lazyRouteComponent(() => import('../features/operations/queues-page.js'), 'QueuesPage'),
});
const capacity = createRoute({
  getParentRoute: () => frame,
  path: 'capacity',
  component: lazyRouteComponent(() => import('../features/operations/capacity-page.js'), 'CapacityPage'),
});
const deadLetters = createRoute({
  getParentRoute: () => frame,
  path: 'dead-letters',
  validateSearch: z.object({
    source: z.enum(['step', 'start', 'event']).optional().catch(undefined),
    view: z.enum(['open', 'redriven']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/operations/dead-letters-page.js'), 'DeadLettersPage'),
});
const retention = createRoute({
  getParentRoute: () => frame,
  path: 'retention',
  component: lazyRouteComponent(() => import('../features/operations/retention-page.js'), 'RetentionPage'),
});
const health = createRoute({
  getParentRoute: () => frame,
  path: 'health',
  component: lazyRouteComponent(() => import('../features/operations/health-page.js'), 'HealthPage'),
});

export const administration = frame.addChildren([
  index,
  company,
  members,
  audit,
  providers,
  provider,
  models,
  routing,
  budgets,
  guardrails,
  recordings,
  prompts,
  prompt,
  channels,
  watchers,
  templates,
  template,
  deliveries,
  apiKeys,
  exposures,
  webhooks,
  jobs,
  queues,
  capacity,
  deadLetters,
  retention,
  health,
]);
