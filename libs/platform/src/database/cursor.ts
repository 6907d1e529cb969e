import { AppError } from '#libs/contracts';
import type { SqlValue } from './database.port.js';

type Position = Exclude<SqlValue, bigint | Uint8Array>[];

const invalid = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'This cursor belongs to no page of this list',
    issues: [{ path: 'cursor', message: 'expected `nextCursor` of the page before' }],
  });

/** Opaque text of the place after a row: the values of the sort columns, bound to the order they belong to. */
export const encodeCursor = (order: string, values: Position): string =>
  Buffer.from(JSON.stringify([order, ...values])).toString('base64url');

/** @throws VALIDATION_FAILED when it was made for another order, or made up. */
export function decodeCursor(order: string, cursor: string, length: number): Position {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
  if (!Array.isArray(parsed) || parsed.length !== length + 1 || parsed[0] !== order) throw invalid();
  const values = parsed.slice(1) as unknown[];
  if (!values.every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value)))
    throw invalid();
  return values as Position;
}
