import type { SqlValue } from './database.port.js';

const describe = (value: unknown) =>
  value instanceof Date ? 'a Date' : Array.isArray(value) ? 'an array' : typeof value;

/** What is wrong with a value that no statement takes. */
export const describeValue = (value: unknown, index: number): string =>
  `Parameter ${index + 1} of an SQL statement is ${describe(value)}; expected text, number, bigint, boolean, bytes or null`;

/**
 * Checks and converts what is bound to the `?` of a statement. libsql ends the process on a boolean, mysql2 writes an object or
 * array into the statement as SQL, and both take `undefined` for NULL: none of these may pass.
 * @throws TypeError naming the position (not the value, which may be a secret).
 */
export function sqlValues(params: readonly unknown[] | undefined): Exclude<SqlValue, boolean>[] {
  if (!params) return [];
  return params.map((value, index) => {
    if (value === null) return null;
    if (typeof value === 'string' || typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (value instanceof Uint8Array) return value;
    throw new TypeError(describeValue(value, index));
  });
}
