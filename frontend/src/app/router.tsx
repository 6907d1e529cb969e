/* Longer than other files because it is one list: every page of the app with its address and filters. */
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { conversationId, runId, runStatus, taskStatus } from '#libs/contracts';
import { administration } from './administration-routes.js';
import { Crashed } from './crashed.js';
import { Lost } from './lost.js';
import { adoptSession, resumeSession, sessionStore } from './session.js';
import { root, shell } from './shell-route.js';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The narrow side bar: a canvas needs the room. */
    rail?: boolean;
  }
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

const next = z.object({ next: z.string().startsWith('/').optional().catch(undefined) });
const anonymousOnly = async ({ search }: { search: { next?: string } }) => {
  await resumeSession().catch(() => undefined);
  if (sessionStore.getState().phase === 'active') throw redirect({ href: search.next ?? '/' });
};
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: next.extend({
    problem: z.enum(['OIDC_REFUSED', 'OIDC_NOT_LINKED', 'OIDC_NO_MEMBER']).optional().catch('OIDC_REFUSED'),
  }),
  beforeLoad: anonymousOnly,
  component: lazyRouteComponent(() => import('../features/auth/sign-in-page.js'), 'SignInPage'),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: next,
  beforeLoad: anonymousOnly,
  component: lazyRouteComponent(() => import('../features/auth/sign-up-page.js'), 'SignUpPage'),
});
/** Back from the login of the company, with a session in the cookie. */
const signedInPage = createRoute({
  getParentRoute: () => root,
  path: '/signed-in',
  validateSearch: next,
  beforeLoad: async ({ search }) => {
    const adopted = await adoptSession();
    throw redirect({ href: adopted ? (search.next ?? '/') : '/sign-in' });
  },
});
const companySignIn = createRoute({
  getParentRoute: () => root,
  path: '/company-sign-in',
  validateSearch: next,
  beforeLoad: anonymousOnly,
  component: lazyRouteComponent(() => import('../features/auth/company-sign-in-page.js'), 'CompanySignInPage'),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../features/auth/forgot-password-page.js'), 'ForgotPasswordPage'),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('../features/auth/reset-password-page.js'), 'ResetPasswordPage'),
});
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  beforeLoad: async () => resumeSession().catch(() => undefined),
  component: lazyRouteComponent(() => import('../features/auth/join-page.js'), 'JoinPage'),
});
const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('../features/auth/verify-email-page.js'), 'VerifyEmailPage'),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/profile/profile-page.js'), 'ProfilePage'),
});
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: z.object({
    days: z
      .union([z.literal(7), z.literal(30)])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/home/home-page.js'), 'HomePage'),
});
const search = z.object({ search: z.string().optional().catch(undefined) });
const workflows = createRoute({
  getParentRoute: () => shell,
  path: '/workflows',
  validateSearch: search,
  component: lazyRouteComponent(() => import('../features/workflows/workflows-page.js'), 'WorkflowsPage'),
});
const workflow = createRoute({
  getParentRoute: () => shell,
  path: '/workflows/$id',
  staticData: { rail: true },
  validateSearch: z.object({
    tab: z.enum(['chat', 'runs', 'versions', 'settings']).optional().catch(undefined),
    compare: z
      .string()
      .regex(/^(\d+|draft)\.\.(\d+|draft)$/)
      .optional()
      .catch(undefined),
    version: z
      .union([z.literal('published'), z.number().int()])
      .optional()
      .catch(undefined),
    node: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/workflows/workflow-page.js'), 'WorkflowPage'),
});
const goals = createRoute({
  getParentRoute: () => shell,
  path: '/goals',
  // One of the statuses: the page knows them, and is not part of the first load.
  validateSearch: search.extend({ status: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/goals/goals-page.js'), 'GoalsPage'),
});
const goal = createRoute({
  getParentRoute: () => shell,
  path: '/goals/$id',
  staticData: { rail: true },
  component: lazyRouteComponent(() => import('../features/goals/goal-page.js'), 'GoalPage'),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: z.object({
    status: runStatus.optional().catch(undefined),
    workflow: z.string().optional().catch(undefined),
    days: z
      .union([z.literal(1), z.literal(7), z.literal(30)])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/runs/runs-page.js'), 'RunsPage'),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  staticData: { rail: true },
  validateSearch: z.object({ step: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/runs/run-page.js'), 'RunPage'),
});
const comparison = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id/compare',
  validateSearch: z.object({ with: runId.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/runs/compare-page.js'), 'ComparePage'),
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox/{-$id}',
  validateSearch: search.extend({ view: z.enum(['all', 'closed']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/inbox/inbox-page.js'), 'InboxPage'),
});
const notifications = createRoute({
  getParentRoute: () => shell,
  path: '/notifications',
  component: lazyRouteComponent(() => import('../features/notifications/notifications-page.js'), 'NotificationsPage'),
});
const preferences = createRoute({
  getParentRoute: () => shell,
  path: '/notifications/preferences',
  component: lazyRouteComponent(() => import('../features/notifications/preferences-page.js'), 'PreferencesPage'),
});
const reports = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: z.object({
    tab: z.enum(['workflows', 'agents', 'spend', 'people']).optional().catch(undefined),
    days: z
      .union([z.literal(1), z.literal(7), z.literal(30), z.literal(90)])
      .optional()
      .catch(undefined),
    workflow: z.string().optional().catch(undefined),
    by: z.enum(['model', 'workflow', 'agent', 'task', 'provider']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/reports/reports-page.js'), 'ReportsPage'),
});
const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/credentials-page.js'), 'CredentialsPage'),
});
const connectionCallback = createRoute({
  getParentRoute: () => shell,
  path: '/connections/callback',
  component: lazyRouteComponent(
    () => import('../features/connections/connection-callback-page.js'),
    'ConnectionCallbackPage',
  ),
});
/** Where the members were before administration had a place of its own. */
const members = createRoute({
  getParentRoute: () => shell,
  path: '/members',
  beforeLoad: () => {
    throw redirect({ to: '/administration/members', search: {} });
  },
});
const agents = createRoute({
  getParentRoute: () => shell,
  path: '/agents',
  validateSearch: search.extend({ status: z.enum(['draft', 'active', 'retired']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/agents/agents-page.js'), 'AgentsPage'),
});
const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$id',
  validateSearch: search.extend({
    tab: z.enum(['playground', 'memory', 'versions', 'tasks', 'jobs']).optional().catch(undefined),
    /** `new` on a phone, where the list and the conversation are two pages. */
    conversation: z
      .union([conversationId, z.literal('new')])
      .optional()
      .catch(undefined),
    compare: z
      .string()
      .regex(/^\d+\.\.\d+$/)
      .optional()
      .catch(undefined),
    status: taskStatus.optional().catch(undefined),
    days: z
      .union([z.literal(7), z.literal(90)])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/agents/agent-page.js'), 'AgentPage'),
});
const task = createRoute({
  getParentRoute: () => shell,
  path: '/tasks/$id',
  component: lazyRouteComponent(() => import('../features/agents/task-page.js'), 'TaskPage'),
});
const tools = createRoute({
  getParentRoute: () => shell,
  path: '/tools',
  validateSearch: search.extend({
    source: z.enum(['builtin', 'custom']).optional().catch(undefined),
    status: z.enum(['active', 'review']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/tools/tools-page.js'), 'ToolsPage'),
});
const newTool = createRoute({
  getParentRoute: () => shell,
  path: '/tools/new',
  validateSearch: z.object({ from: z.enum(['http', 'openapi', 'mcp', 'code']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/tools/new-tool-page.js'), 'NewToolPage'),
});
const tool = createRoute({
  getParentRoute: () => shell,
  path: '/tools/$id',
  validateSearch: z.object({ view: z.enum(['docs', 'edit', 'versions', 'settings']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/tools/tool-page.js'), 'ToolPage'),
});

const templates = createRoute({
  getParentRoute: () => shell,
  path: '/templates',
  validateSearch: search,
  component: lazyRouteComponent(() => import('../features/templates/templates-page.js'), 'TemplatesPage'),
});
const knowledge = createRoute({
  getParentRoute: () => shell,
  path: '/knowledge',
  validateSearch: search,
  component: lazyRouteComponent(() => import('../features/knowledge/knowledge-page.js'), 'KnowledgePage'),
});
const knowledgeBase = createRoute({
  getParentRoute: () => shell,
  path: '/knowledge/$id',
  validateSearch: search.extend({
    view: z.enum(['sources', 'search', 'quality', 'settings']).optional().catch(undefined),
    // One of the statuses: the page knows them, and is not part of the first load.
    status: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/knowledge/base-page.js'), 'BasePage'),
});
const knowledgeDocument = createRoute({
  getParentRoute: () => shell,
  path: '/knowledge/$id/documents/$documentId',
  validateSearch: z.object({ passage: z.number().int().min(0).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/knowledge/document-page.js'), 'DocumentPage'),
});

/** An address that is nothing, for people who are signed in: the side bar stays. */
const lost = createRoute({ getParentRoute: () => shell, path: '$', component: Lost });

const tree = root.addChildren([
  signIn,
  signUp,
  signedInPage,
  companySignIn,
  forgotPassword,
  resetPassword,
  join,
  verifyEmail,
  shell.addChildren([
    home,
    workflows,
    workflow,
    goals,
    goal,
    runs,
    run,
    comparison,
    inbox,
    notifications,
    preferences,
    reports,
    connections,
    connectionCallback,
    administration,
    profile,
    members,
    agents,
    agent,
    task,
    tools,
    newTool,
    tool,
    templates,
    knowledge,
    knowledgeBase,
    knowledgeDocument,
    lost,
  ]),
]);

/** The pages by address. Each page is a chunk of its own, fetched when a link to it is about to be used. */
export const makeRouter = () =>
  createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    defaultErrorComponent: Crashed,
    defaultNotFoundComponent: Lost,
    scrollRestoration: true,
  });
