import type { EntityManager, EntitySchema, ObjectLiteral, Repository } from 'typeorm';
import type { ChangeRecorder } from './change-recorder.port.js';
import type { SqlDialect } from './dialect.js';

/** What may stand for a `?`. `undefined` is refused: a missing id must never mean "no condition". */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** Where statements run: on the database (each its own commit) or in one transaction. Identifiers are quoted with backticks, which both dialects read. */
export interface SqlExecutor {
  readonly dialect: SqlDialect['name'];
  /** The words in which the dialects differ. */
  readonly sql: SqlDialect;
  /** Rows of a SELECT (or of `… RETURNING` on SQLite). Numbers up to 2^53 come as numbers on both. */
  query<T = Record<string, unknown>>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  /** A statement without rows. `changes` counts matched rows, also those that held the value before. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }>;
}

/** An open transaction. Using it after its end throws; so do RPC, fetch and blobs while it is open. */
export interface Tx extends SqlExecutor {
  /** TypeORM on this transaction. */
  readonly manager: EntityManager;
  /**
   * A statement whose answer nobody needs: it goes to the database together with the next one or with the commit, in the order of the
   * calls. When it fails, the transaction fails, whoever catches the error: where a taken key is a case of its own, use `run`.
   */
  later(sql: string, params?: readonly SqlValue[]): void;
  /** Runs after the commit, outside the transaction, in the order of the calls; never when it rolled back. */
  afterCommit(act: () => void): void;
}

export interface TransactionOptions {
  /** How many times a deadlock or lock time-out may repeat the whole transaction; 5 unless set, 0 for never. */
  retry?: number;
}

/** The database of one service: SQLite in the data folder or a MySQL schema, chosen once at boot. */
export abstract class Database implements SqlExecutor {
  /** Told of every change of an audited row. Set once at boot; without one, nothing is told. */
  changes?: ChangeRecorder | undefined;
  abstract readonly service: string;
  abstract readonly dialect: SqlDialect['name'];
  abstract readonly sql: SqlDialect;
  /** TypeORM outside a transaction. Each statement, and each `save`, is its own commit. */
  abstract readonly manager: EntityManager;
  abstract repository<E extends ObjectLiteral>(entity: EntitySchema<E>): Repository<E>;
  /** @throws DATABASE_BUSY when the connection is lost. */
  abstract query<T = Record<string, unknown>>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  abstract run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }>;
  /**
   * Runs `work` in one transaction and commits it; an error rolls it back and is thrown on. Level: read committed or stricter.
   * `work` may run again after a deadlock, so it must not act outside the transaction (`afterCommit` is for that).
   * @throws DATABASE_BUSY when the connection is lost or the retries are used up.
   */
  abstract transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Time of the database, epoch ms. */
  abstract now(): Promise<number>;
  /** @throws DATABASE_BUSY when it does not answer. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
