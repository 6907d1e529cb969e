import type { In, listUsage } from '#libs/contracts';
import type { SqlValue } from '#libs/platform/database';

type Query = In<typeof listUsage>['query'];

/** Which calls are meant. Times in epoch ms. */
export interface UsageFilter extends Omit<Query, 'limit' | 'cursor' | 'from' | 'to'> {
  from?: number | undefined;
  /** Exclusive. */
  to?: number | undefined;
}

const columns = {
  runId: 'run_id',
  workflowId: 'workflow_id',
  agentId: 'agent_id',
  model: 'model',
  provider: 'provider',
  task: 'task',
} as const satisfies Partial<Record<keyof UsageFilter, string>>;

export function filterOf({ limit: _limit, cursor: _cursor, from, to, ...fields }: Query): UsageFilter {
  const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { ...fields, from: at(from), to: at(to) };
}

/** The fields that are set, as a condition of the entity manager. */
export const fieldsOf = (filter: UsageFilter): Partial<Record<keyof typeof columns, string>> =>
  Object.fromEntries(
    Object.keys(columns).flatMap((name) => {
      const value = filter[name as keyof typeof columns];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** `company_id = ? AND …` over a table whose time lies in `time`. */
export function conditionOf(companyId: string, filter: UsageFilter, time: string): { sql: string; params: SqlValue[] } {
  const parts: [string, SqlValue][] = [['company_id = ?', companyId]];
  for (const [name, value] of Object.entries(fieldsOf(filter)))
    parts.push([`${columns[name as keyof typeof columns]} = ?`, value]);
  if (filter.from !== undefined) parts.push([`${time} >= ?`, filter.from]);
  if (filter.to !== undefined) parts.push([`${time} < ?`, filter.to]);
  return { sql: parts.map(([sql]) => sql).join(' AND '), params: parts.map(([, value]) => value) };
}
