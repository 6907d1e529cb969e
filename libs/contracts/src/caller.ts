import { z } from 'zod';
import { apiKeyId, companyId, sessionId, userId } from './ids.js';
import { allows, permissions, roles, type Permission } from './permissions.js';

/** Who asks. Comes from a verified access token, or is set by a service that acts for a company (a run, a schedule). */
export const caller = z.object({
  kind: z.enum(['user', 'service']),
  companyId,
  /** Absent for a service that acts on nobody's behalf. */
  userId: userId.optional(),
  sessionId: sessionId.optional(),
  role: z.enum(roles),
  /** It came with this key; `userId` is the person who made the key, and `role` that person's. */
  apiKeyId: apiKeyId.optional(),
  /** What the key may ask for. What the platform then does on its behalf goes by the role, or a key could do nothing that has consequences. */
  scopes: z.array(z.enum(Object.keys(permissions) as [Permission, ...Permission[]])).optional(),
});
export type Caller = z.infer<typeof caller>;

/** Whether this caller may ask for it: by role, and by the scopes of its key where it came with one. */
export const may = ({ role, scopes }: Pick<Caller, 'role' | 'scopes'>, permission: Permission): boolean =>
  allows(role, permission) && (scopes === undefined || scopes.includes(permission));
