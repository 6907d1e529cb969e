import { idAt, type Task } from '#libs/contracts';
import { contains, sqlCondition, type Where } from '#libs/platform/database';
import type { TaskRow } from './task.entity.js';

export interface TaskFilter {
  agentId?: string | undefined;
  version?: number | undefined;
  status?: Task['status'] | undefined;
  runId?: string | undefined;
  stepPath?: string | undefined;
  parentTaskId?: string | undefined;
  conversationId?: string | undefined;
  /** Words of the goal. */
  search?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Ids sort by time: a period is a span of them. */
export function whereOf({ agentId, version, search, from, to, ...equal }: TaskFilter): Where<TaskRow> {
  const spans = [
    from === undefined
      ? undefined
      : { text: (column: string) => `${column} >= :from`, value: { from: idAt('task', Date.parse(from)) } },
    to === undefined
      ? undefined
      : { text: (column: string) => `${column} < :to`, value: { to: idAt('task', Date.parse(to)) } },
  ].filter((span) => span !== undefined);
  const span =
    spans.length === 0
      ? {}
      : {
          id: sqlCondition(
            (column) => spans.map(({ text }) => text(column)).join(' AND '),
            Object.assign({}, ...spans.map(({ value }) => value)) as Record<string, string>,
          ),
        };
  return {
    ...Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined)),
    ...(agentId === undefined ? {} : { agentId }),
    ...(version === undefined ? {} : { agentVersion: version }),
    ...(search === undefined ? {} : { goal: contains(search) }),
    ...span,
  };
}
