import { columnName } from '#libs/platform/database';
import type { SqlTransaction } from '#libs/durable';
import { jobColumns, type JobRow } from './job.entity.js';

const columns = Object.entries(jobColumns);
const selected = columns.map(([property]) => `\`${columnName(property)}\``).join(', ');

/** The row as this transaction sees it. */
export async function readJob(tx: SqlTransaction, id: string): Promise<JobRow | undefined> {
  const [found] = await tx.query<Record<string, unknown>>(`SELECT ${selected} FROM jobs WHERE id = ?`, [id]);
  if (!found) return undefined;
  const values = columns.map(([property, { kind }]): [string, unknown] => {
    const value = found[columnName(property)];
    if (kind === 'json') return [property, typeof value === 'string' ? JSON.parse(value) : value];
    return [property, kind === 'bool' ? Boolean(value) : value];
  });
  return Object.fromEntries(values) as JobRow;
}
