/** Roles, weakest first. `role:x` means x or higher. */
export const roles = ['viewer', 'operator', 'builder', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** The one permission table: the lowest role that holds it. Every route and RPC handler names one, `public`, or `service`. */
export const permissions = {
  'company:read': 'viewer',
  'company:write': 'admin',
  'company:own': 'owner',
  'members:read': 'viewer',
  'members:write': 'admin',
  'workflows:read': 'viewer',
  'workflows:write': 'builder',
  'workflows:publish': 'builder',
  'workflows:test': 'operator',
  'workflows:testReal': 'builder',
  'goals:read': 'viewer',
  'goals:write': 'builder',
  'goals:run': 'operator',
  'runs:read': 'viewer',
  'runs:start': 'operator',
  'runs:control': 'operator',
  'deadLetters:read': 'operator',
  'deadLetters:redrive': 'operator',
  'inbox:read': 'viewer',
  'inbox:answer': 'operator',
  'inbox:assign': 'admin',
  'triggers:read': 'builder',
  'triggers:write': 'builder',
  'schedules:read': 'viewer',
  'widgets:read': 'builder',
  'widgets:write': 'builder',
  'templates:read': 'viewer',
  'templates:write': 'builder',
  'credentials:read': 'builder',
  'credentials:use': 'builder',
  'credentials:write': 'admin',
  'artifacts:read': 'viewer',
  'artifacts:write': 'operator',
  'agents:read': 'viewer',
  'agents:write': 'builder',
  'agents:run': 'operator',
  'knowledge:read': 'viewer',
  'knowledge:write': 'builder',
  'memories:own': 'viewer',
  'memories:read': 'operator',
  'memories:write': 'builder',
  'tools:read': 'viewer',
  'tools:run': 'operator',
  'tools:write': 'builder',
  'tools:approve': 'builder',
  'tools:admin': 'admin',
  'ai:use': 'operator',
  'ai:read': 'viewer',
  'ai:write': 'builder',
  'ai:admin': 'admin',
  'notifications:read': 'viewer',
  'channels:read': 'builder',
  'channels:write': 'admin',
  'messageTemplates:read': 'builder',
  'messageTemplates:write': 'builder',
  'watchers:read': 'operator',
  'watchers:write': 'builder',
  'deliveries:read': 'operator',
  'mcp:use': 'operator',
  'audit:read': 'admin',
  'queues:read': 'admin',
  'apiKeys:read': 'admin',
  'apiKeys:write': 'admin',
  'deliveries:redrive': 'operator',
  'session:own': 'viewer',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof permissions;

/** `public`: anybody. `service`: only another service of the platform, by RPC. */
export type Policy = Permission | 'public' | 'service';

const forPeopleAlone: ReadonlySet<Permission> = new Set(['session:own', 'company:own']);

/** What an API key may be given: everything but a person's own sessions, what an owner decides, and keys themselves. */
export const keyScopes = (Object.keys(permissions) as Permission[]).filter(
  (permission) => !forPeopleAlone.has(permission) && !permission.startsWith('apiKeys:'),
);

export const roleAtLeast = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least);

export const allows = (role: Role, permission: Permission): boolean => roleAtLeast(role, permissions[permission]);
