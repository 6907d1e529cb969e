import type { ServiceName } from './rpc.js';

/** First path segment under `/api/v1` → the service that answers. Used by the embedded front door and checked against the gateway's configuration. */
export const routing: Readonly<Record<string, ServiceName>> = {
  auth: 'auth',
  company: 'company',
  companies: 'company',
  members: 'company',
  invitations: 'company',
  workflows: 'company',
  goals: 'company',
  kinds: 'company',
  runs: 'company',
  live: 'company',
  inbox: 'company',
  credentials: 'company',
  'audit-events': 'company',
  hooks: 'company',
  schedules: 'company',
  reports: 'company',
  callbacks: 'company',
  'dead-letters': 'company',
  artifacts: 'company',
  agents: 'agents',
  tasks: 'agents',
  tools: 'agents',
  conversations: 'agents',
  memories: 'agents',
  jobs: 'agents',
  'knowledge-bases': 'agents',
  ai: 'ai',
  notifications: 'notifications',
  deliveries: 'notifications',
  'webhook-endpoints': 'notifications',
  'notification-channels': 'notifications',
  'notification-preferences': 'notifications',
  'notification-templates': 'notifications',
  watchers: 'notifications',
  suppressions: 'notifications',
  unsubscribe: 'notifications',
};

/** Paths at the root of the address, and all below them → the service that answers. */
export const rootRouting: Readonly<Record<string, ServiceName>> = {
  '/.well-known/jwks.json': 'auth',
  '/openai': 'ai',
  '/mcp': 'agents',
  '/a2a': 'agents',
};
