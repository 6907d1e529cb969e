import type { Pool, PoolConnection, QueryError, ResultSetHeader } from 'mysql2';
import type { SqlValue } from './database.port.js';
import { written } from './mysql-pool.js';

/** What the server says to one statement. */
export type Answer = ResultSetHeader | Record<string, unknown>[];

/**
 * The text protocol. Prepared statements measured 10–20 % faster for one shape, but multi-row INSERTs come in every length, each of
 * which would be prepared per connection against the server's limit of 16,382, and numbers would arrive as DOUBLE (LIMIT refuses it).
 */
export const send = (
  on: Pool | PoolConnection,
  sql: string,
  params: readonly SqlValue[] | undefined,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const done = (error: QueryError | null, result: unknown) => (error ? reject(error) : resolve(result as Answer));
    on.query(sql, (params ?? []) as SqlValue[], done);
  });

/**
 * Several statements in one packet, which have their values in them: the server carries them out one after the other and stops at the
 * first that fails. @returns what it says to the last
 */
export const sendTogether = (on: PoolConnection, texts: readonly string[]): Promise<Answer> =>
  new Promise((resolve, reject) => {
    on.query(texts.join(';'), written, (error: QueryError | null, result: unknown) =>
      error ? reject(error) : resolve(texts.length === 1 ? (result as Answer) : (result as Answer[]).at(-1)!),
    );
  });

export const rowsOf = <T>(answer: Answer): T[] => (Array.isArray(answer) ? (answer as T[]) : []);

export const changesOf = (answer: Answer): { changes: number } => ({
  changes: Array.isArray(answer) ? answer.length : answer.affectedRows,
});
