import type { Caller, InboxEvent, InboxItem } from '#libs/contracts';
import { roleAtLeast } from '#libs/contracts';
import type { MemberRow } from '../members/member.entity.js';
import type { InboxItemRow } from './inbox-item.entity.js';
import { standingOf } from './standing.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** An item as one person sees it. */
export function itemView(row: InboxItemRow, caller: Caller, me: MemberRow | undefined): InboxItem {
  const { companyId: _c, revision: _r, attempt: _a, stepKey: _k, stepKind: _s, reply: _m, ...shown } = row;
  const { taskId, agentId, agentName, runId, workflowId, workflowName, ...item } = shown;
  const { delegations, escalateTo, escalateAt, escalatedAt, createdAt, deadline, closedAt, ...same } = item;
  return {
    ...same,
    runId: runId || null,
    workflowId: workflowId || null,
    workflowName: workflowName || null,
    task: taskId === null ? null : { id: taskId, agentId: agentId ?? '', agentName: agentName ?? '' },
    delegations: (delegations ?? []).map(({ via: _via, ...delegation }) => delegation),
    escalation:
      escalateTo && escalateAt !== null ? { to: escalateTo, at: iso(escalateAt), done: escalatedAt !== null } : null,
    createdAt: iso(createdAt),
    deadline: iso(deadline),
    closedAt: closedAt === null ? null : iso(closedAt),
    canAnswer:
      row.status === 'open' && me !== undefined && roleAtLeast(caller.role, 'operator') && standingOf(row, me).may,
  };
}

export interface EventRow {
  seq: number;
  type: InboxEvent['type'];
  at: number;
  by: string | null;
  detail: string;
}

export const eventView = ({ type, at, by, detail }: EventRow): InboxEvent => ({
  type,
  at: iso(Number(at)),
  by: by === null ? null : (JSON.parse(by) as InboxEvent['by']),
  data: JSON.parse(detail) as InboxEvent['data'],
});
