import { Injectable } from '@nestjs/common';
import type { HttpCapability, HttpRequest, NotifyCapability } from '#libs/catalog/kit';
import { AuditTrail, type Occasion } from '#libs/platform/audit';
import type { StepOrigin, Write } from './step-origin.js';

type Later = (write: Write) => void;

/** Asking changes nothing outside. */
const asking = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What steps do to the world, in the audit log: written with the outcome of the step, or at once where there may be no good one. */
@Injectable()
export class OutsideEffects {
  constructor(private readonly trail: AuditTrail) {}

  http(http: HttpCapability, origin: StepOrigin, later: Later): HttpCapability {
    return {
      request: async (request) => {
        if (asking.has(request.method.toUpperCase())) return http.request(request);
        const told = (facts: Record<string, unknown>) => called(origin, request, facts);
        const answer = await http.request(request).catch((error: unknown) => {
          this.trail.tellSoon({ ...told({ error: String(error) }), action: 'effect.failed' });
          throw error;
        });
        const occasion = told({ status: answer.status });
        // A step may fail of such an answer, and then has nothing to be written with.
        if (answer.status >= 400) this.trail.tellSoon(occasion);
        else later((tx) => Promise.resolve(this.trail.tell(tx, occasion)));
        return answer;
      },
    };
  }

  notifications(notifications: NotifyCapability, origin: StepOrigin, later: Later): NotifyCapability {
    return {
      send: async (request) => {
        const sent = await notifications.send(request);
        const { channel, to, slackChannel, url } = request;
        const receivers = to ?? [slackChannel ?? (url === undefined ? channel : hostOf(url))];
        const occasion: Occasion = {
          ...by(origin),
          action: 'effect.sent',
          target: { type: 'recipient', id: channel, label: receivers.join(', ') },
          facts: { channel, to: receivers, deliveries: sent.deliveryIds, ...factsOf(origin) },
        };
        later((tx) => Promise.resolve(this.trail.tell(tx, occasion)));
        return sent;
      },
    };
  }
}

const by = ({ companyId, runId, startedBy }: StepOrigin) => ({
  companyId,
  actor: { type: 'run' as const, id: runId, ...(startedBy === null ? {} : { userId: startedBy }) },
});

const factsOf = ({ runId, workflowId, workflowName, path, stepName, attempt }: StepOrigin) => ({
  run: runId,
  workflow: workflowId,
  workflowName,
  step: path,
  stepName,
  attempt,
});

function called(
  origin: StepOrigin,
  { method, url, credential: used }: HttpRequest,
  facts: Record<string, unknown>,
): Occasion {
  const host = hostOf(url);
  return {
    ...by(origin),
    action: 'effect.called',
    target: { type: 'host', id: host, label: host },
    // Path and query may hold what is nobody's business, and secrets; the run has them.
    facts: { method, ...facts, ...(used === undefined ? {} : { credentialId: used }), ...factsOf(origin) },
  };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
