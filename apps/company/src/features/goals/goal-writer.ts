import type { SqlTransaction } from '#libs/durable';
import { columnName, type Columns } from '#libs/platform/database';
import { goalColumns, type GoalRow } from './goal.entity.js';

type Changes = Partial<Omit<GoalRow, 'id' | 'companyId' | 'planNo'>>;

/** A column's value as statements take it. */
function valueOf(name: string, value: unknown): string | number | null {
  if (value === null) return null;
  if ((goalColumns as Columns)[name]?.kind === 'json') return JSON.stringify(value);
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
}

/** What a model made of a goal, in the commit of the work; nothing when the goal has gone on meanwhile. @returns whether it was written */
export async function writePlanned(
  tx: SqlTransaction,
  { companyId, id, planNo }: Pick<GoalRow, 'companyId' | 'id' | 'planNo'>,
  changes: Changes,
): Promise<boolean> {
  const entries = Object.entries(changes);
  const { changes: count } = await tx.run(
    `UPDATE goals SET ${entries.map(([name]) => `\`${columnName(name)}\` = ?`).join(', ')} ` +
      "WHERE company_id = ? AND id = ? AND plan_no = ? AND status = 'planning'",
    [...entries.map(([name, value]) => valueOf(name, value)), companyId, id, planNo],
  );
  return count > 0;
}
