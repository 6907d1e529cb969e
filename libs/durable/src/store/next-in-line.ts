import { leftFor, type InLine } from './admission.js';
import type { SqlExecutor, SqlValue } from './sql-store.port.js';

export interface Choice {
  /** Places of the company that nobody holds. */
  free: number;
  /** Places that each group holds. */
  taken: ReadonlyMap<string, number>;
  /** Bounds of groups. */
  groups: ReadonlyMap<string, number>;
  /** Groups that do not count against the company's places. */
  apart?: ReadonlyMap<string, number> | undefined;
}

interface Candidate extends InLine {
  line: number;
  priority: number;
  ready_at: number;
}

/** Heads of lines that one statement reads. */
const mostAtOnce = 40;

/**
 * Whose turn it is in a company. Each group's line is in order in the index, so only its head is read and nothing is sorted; of a group
 * without a free place nothing but its name is read.
 */
export async function nextInLine(
  on: SqlExecutor,
  companyId: string,
  { free, taken, groups, apart }: Choice,
): Promise<{ chosen: InLine[]; more: boolean }> {
  const left = (group: string): number => leftFor({ groups, ...(apart ? { apart } : {}) }, taken, group, free);
  const lines = await linesOf(on, companyId);
  const open = lines.filter(({ group_id }) => left(group_id ?? '') > 0);
  const heads: Candidate[] = [];
  for (let from = 0; from < open.length; from += mostAtOnce)
    heads.push(...(await headsOf(on, companyId, open.slice(from, from + mostAtOnce), left)));
  heads.sort(inOrder);
  const given = new Map<string, number>();
  const chosen: InLine[] = [];
  let rest = Math.max(0, free);
  for (const { id, wake, group_id } of heads) {
    const group = group_id ?? '';
    const held = given.get(group) ?? 0;
    const isApart = apart?.has(group) ?? false;
    if (held >= left(group) || (rest === 0 && !isApart)) continue;
    if (!isApart) rest -= 1;
    given.set(group, held + 1);
    chosen.push({ id, wake, group_id });
  }
  // A line whose head was as long as asked for may go on behind it.
  const isCut = open.some((line) => heads.filter((head) => isOf(head, line)).length >= left(line.group_id ?? ''));
  return { chosen, more: lines.length > open.length || isCut || chosen.length < heads.length };
}

/** Runs that were under way (0) or are new (1), of one group. */
interface Line {
  line: number;
  group_id: string | null;
}

const isOf = (head: Candidate, { line, group_id }: Line): boolean => head.line === line && head.group_id === group_id;

const linesOf = (on: SqlExecutor, companyId: string): Promise<Line[]> =>
  on.query<Line>(
    'SELECT DISTINCT 0 AS line, group_id FROM durable_runs WHERE line = 0 AND company_id = ? UNION ALL ' +
      'SELECT DISTINCT 1, group_id FROM durable_runs WHERE line = 1 AND company_id = ?',
    [companyId, companyId],
  );

function headsOf(
  on: SqlExecutor,
  companyId: string,
  lines: readonly Line[],
  left: (group: string) => number,
): Promise<Candidate[]> {
  const params: SqlValue[] = [];
  const heads = lines.map(({ line, group_id }) => {
    params.push(line, companyId, ...(group_id === null ? [] : [group_id]), left(group_id ?? ''));
    return (
      'SELECT * FROM (SELECT id, wake, line, group_id, priority, ready_at FROM durable_runs ' +
      `WHERE line = ? AND company_id = ? AND group_id ${group_id === null ? 'IS NULL' : '= ?'} ` +
      'ORDER BY priority DESC, ready_at, id LIMIT ?) AS head'
    );
  });
  return on.query<Candidate>(heads.join(' UNION ALL '), params);
}

function inOrder(a: Candidate, b: Candidate): number {
  if (a.line !== b.line) return a.line - b.line;
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.ready_at !== b.ready_at) return a.ready_at - b.ready_at;
  return a.id < b.id ? -1 : 1;
}
