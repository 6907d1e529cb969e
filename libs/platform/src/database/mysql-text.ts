import type { SqlValue } from './database.port.js';
import { describeValue } from './sql-values.js';

/** Statements whose pieces are kept: a service has some hundred, and multi-row INSERTs one for each number of rows. */
const mostKept = 2000;
const kept = new Map<string, readonly string[]>();

function piecesOf(sql: string): readonly string[] {
  const known = kept.get(sql);
  if (known) return known;
  // Several statements share a packet, but only those that this folder puts together.
  if (sql.includes(';')) throw new Error('An SQL statement with a semicolon in it could be two');
  const pieces = sql.split('?');
  if (kept.size >= mostKept) kept.clear();
  kept.set(sql, pieces);
  return pieces;
}

/** What ends or changes a literal in single quotes (sql_mode has no NO_BACKSLASH_ESCAPES). Double quotes and line breaks do neither. */
const special = /['\\\0]/;
const specials = /['\\\0]/g;
const escapes: Readonly<Record<string, string>> = { "'": "''", '\\': '\\\\', '\0': '\\0' };

const literal = (text: string): string =>
  `'${special.test(text) ? text.replace(specials, (found) => escapes[found]!) : text}'`;

function written(value: SqlValue | undefined, index: number): string {
  if (typeof value === 'string') return literal(value);
  if (value === null) return 'NULL';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`;
  throw new TypeError(describeValue(value, index));
}

/**
 * Writes values into the `?` of a statement, for MySQL's text protocol. The driver's own way escapes each double quote of a JSON text and
 * looks for the marks anew each time: with rows of JSON that was a tenth of a worker's time.
 * A `?` is a mark also inside quotes: no statement has one there.
 * @throws TypeError naming the position (not the value, which may be a secret), or that there are more or fewer values than marks; Error
 *   for a semicolon, also within quotes: values have no business there
 */
export function mysqlText(sql: string, params: readonly SqlValue[] = []): string {
  const pieces = piecesOf(sql);
  if (params.length === 0) return sql;
  if (pieces.length !== params.length + 1)
    throw new TypeError(`An SQL statement has ${pieces.length - 1} marks and ${params.length} values`);
  let text = pieces[0]!;
  for (let index = 0; index < params.length; index++) text += written(params[index], index) + pieces[index + 1]!;
  return text;
}
