import type { AuditRule } from './audit-rule.js';
import type { RowChange } from './change-recorder.port.js';

type Fields = Record<string, unknown>;
type Row = Fields & { id: string; companyId: string };

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

const isQuiet = ({ quiet = [] }: AuditRule, column: string) =>
  column === 'id' || column === 'companyId' || quiet.includes(column);

const told = (rule: AuditRule, row: Fields): Fields =>
  Object.fromEntries(
    Object.entries(row).filter(([column, value]) => !isQuiet(rule, column) && value !== null && value !== undefined),
  );

const about = (rule: AuditRule, row: Row) => {
  const label = rule.label === undefined ? undefined : row[rule.label];
  return { rule, companyId: row.companyId, id: row.id, label: typeof label === 'string' ? label : null };
};

/** Whether writing these columns can be an occasion at all. */
export const isOccasion = (rule: AuditRule, set: Fields): boolean =>
  Object.keys(set).some((column) => !isQuiet(rule, column));

export const createdRow = (rule: AuditRule, row: Row): RowChange => ({
  ...about(rule, row),
  verb: 'created',
  before: null,
  after: told(rule, row),
});

export const deletedRow = (rule: AuditRule, row: Row): RowChange => ({
  ...about(rule, row),
  verb: 'deleted',
  before: told(rule, row),
  after: null,
});

/** Undefined when the row held all this before. */
export function updatedRow(rule: AuditRule, row: Row, set: Fields): RowChange | undefined {
  const changed = Object.keys(set).filter((column) => !isQuiet(rule, column) && !same(row[column], set[column]));
  if (changed.length === 0) return undefined;
  const pick = (from: Fields): Fields => Object.fromEntries(changed.map((column) => [column, from[column] ?? null]));
  const verb = Object.entries(rule.verbs ?? {}).find(([column]) => changed.includes(column) && set[column])?.[1];
  return { ...about(rule, row), verb: verb ?? 'updated', before: pick(row), after: pick(set) };
}
