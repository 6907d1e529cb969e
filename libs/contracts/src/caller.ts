import { z } from 'zod';
import { roles } from './permissions.js';
import { companyId, sessionId, userId } from './ids.js';

/** Who asks. Comes from a verified access token, or is set by a service that acts for a company (a run, a schedule). */
export const caller = z.object({
  kind: z.enum(['user', 'service']),
  companyId,
  /** Absent for a service that acts on nobody's behalf. */
  userId: userId.optional(),
  sessionId: sessionId.optional(),
  role: z.enum(roles),
});
export type Caller = z.infer<typeof caller>;
