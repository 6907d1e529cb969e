import type { AuditTrail } from '#libs/platform/audit';
import type { Refusal } from '#libs/platform/http';
import { actorOf } from '#libs/platform/rpc';

/** Writes refused requests into the audit log: in the background, and one of a person, route and minute. */
export const tellRefusals =
  (trail: Pick<AuditTrail, 'tellSoon'>) =>
  ({ caller, method, route, address, requestId, detail }: Refusal): void => {
    const actor = actorOf(caller);
    if (!actor) return;
    const occasion = {
      companyId: caller.companyId,
      action: 'permission.refused',
      actor,
      address,
      requestId,
      target: { type: 'route', id: `${method} ${route}`, label: `${method} ${route}` },
      facts: { role: caller.role, reason: detail },
    };
    trail.tellSoon(occasion, `${caller.companyId} ${actor.id} ${method} ${route}`);
  };
