import { columnName, type Columns, type RowOf } from './columns.js';
import type { SqlExecutor, SqlValue, Tx } from './database.port.js';

interface Writer {
  /** `INSERT INTO … VALUES` */
  head: string;
  /** `(?, ?, …)` */
  marks: string;
  properties: { name: string; isJson: boolean; isNullable: boolean }[];
}

/** Rows of one statement: SQLite takes 32,766 values. */
const mostRows = 250;
const writers = new WeakMap<Columns, Writer>();

function writerOf(table: string, columns: Columns): Writer {
  const known = writers.get(columns);
  if (known) return known;
  const properties = Object.entries(columns).map(([name, { kind, isNullable }]) => ({
    name,
    isJson: kind === 'json',
    isNullable,
  }));
  const names = properties.map(({ name }) => `\`${columnName(name)}\``).join(', ');
  const writer = {
    head: `INSERT INTO ${table} (${names}) VALUES `,
    marks: `(${properties.map(() => '?').join(', ')})`,
    properties,
  };
  writers.set(columns, writer);
  return writer;
}

/**
 * Writes rows by the driver, many in one statement, for paths where an entity manager's costs count (three times the driver's for an insert).
 * Checks no tenant: rows come from a service, not from a request.
 * @throws the driver's error for a key that is taken; see `isDuplicateKey`
 */
export async function insertRows<C extends Columns>(
  on: Pick<SqlExecutor, 'run'>,
  table: string,
  columns: C,
  rows: readonly RowOf<C>[],
): Promise<void> {
  for (const { sql, params } of statementsOf(table, columns, rows)) await on.run(sql, params);
}

/** The same with a transaction's next statement or its commit, which then throws. */
export function insertRowsLater<C extends Columns>(
  tx: Pick<Tx, 'later'>,
  table: string,
  columns: C,
  rows: readonly RowOf<C>[],
): void {
  for (const { sql, params } of statementsOf(table, columns, rows)) tx.later(sql, params);
}

function* statementsOf<C extends Columns>(
  table: string,
  columns: C,
  rows: readonly RowOf<C>[],
): Iterable<{ sql: string; params: SqlValue[] }> {
  const { head, marks, properties } = writerOf(table, columns);
  for (let from = 0; from < rows.length; from += mostRows) {
    const some = rows.slice(from, from + mostRows) as readonly Record<string, unknown>[];
    const params: SqlValue[] = [];
    for (const row of some)
      for (const { name, isJson, isNullable } of properties) {
        const value = row[name];
        // As the entity does it: JSON null is SQL NULL only where the column may be.
        params.push(isJson && !(value === null && isNullable) ? JSON.stringify(value) : (value as SqlValue));
      }
    yield { sql: head + Array<string>(some.length).fill(marks).join(', '), params };
  }
}
