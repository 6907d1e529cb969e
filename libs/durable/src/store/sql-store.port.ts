/**
 * The SQL that durable needs, as a structure: `platform/database`'s Database fits, and so does anything else of this shape.
 * Parameters are positional (`?`). Isolation: read committed or stricter.
 */
export type SqlValue = string | number | null;

/** The few words in which SQLite and MySQL differ. */
export interface SqlWords {
  /** Expression: database time in epoch milliseconds. */
  readonly now: string;
  /** Start of an INSERT that leaves an existing row alone; `changes` counts the new ones. */
  readonly insertIgnore: string;
  /** Ends a SELECT that locks what it reads; empty with a single writer. */
  readonly forUpdate: string;
  /** As `forUpdate`, passing over rows that another transaction holds. */
  readonly forUpdateSkipLocked: string;
  /** End of an INSERT that overwrites `columns` of the row with the same `key`. */
  upsert(key: readonly string[], columns: readonly string[]): string;
}

export interface SqlExecutor {
  readonly dialect: 'mysql' | 'sqlite';
  readonly sql: SqlWords;
  query<R extends object>(sql: string, params?: readonly SqlValue[]): Promise<R[]>;
  /** `changes`: rows inserted, deleted or matched by an update. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }>;
}

/** An open transaction. */
export interface SqlTransaction extends SqlExecutor {
  /**
   * A statement whose answer nobody needs: it goes to the database with the next one or with the commit, in the order of the calls. Its
   * failure fails the transaction.
   */
  later(sql: string, params?: readonly SqlValue[]): void;
  /** Calls back once the commit succeeded, never when it was rolled back. */
  afterCommit(act: () => void): void;
}

export interface SqlStore extends SqlExecutor {
  /** Commits when `work` resolves, rolls back when it throws. `work` may be repeated after a deadlock. */
  transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T>;
  /** Database time, epoch milliseconds. */
  now(): Promise<number>;
}
