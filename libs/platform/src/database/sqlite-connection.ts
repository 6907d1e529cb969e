import { setTimeout as sleep } from 'node:timers/promises';
import Libsql from 'libsql';
import { sqlValues } from './sql-values.js';
import { Turn } from './turn.js';

type Statement = Libsql.Statement<unknown[]>;

export interface SqliteResult {
  /** Whether the statement answers rows at all. */
  reader: boolean;
  rows: Record<string, unknown>[];
  changes: number;
  lastInsertRowid: number | bigint;
}

/** How long another process (a backup, a shell) may hold the file before a statement gives up. */
const busyMs = 5_000;
const statementsKept = 500;
const noRows: Record<string, unknown>[] = [];

/**
 * The one connection to one SQLite file, and its one lock. libsql works synchronously, so a second connection that waits for the
 * first would block the event loop for good; and without the lock a foreign write would join an open transaction and vanish with
 * its rollback. Whoever speaks to the file, TypeORM too, holds the turn: for one statement, or for a whole transaction.
 */
export class SqliteConnection {
  private static readonly openFiles = new Set<string>();
  readonly turn = new Turn();
  closed = false;
  readonly handle: Libsql.Database;
  private readonly statements = new Map<string, { statement: Statement; reader: boolean }>();

  constructor(readonly file: string) {
    if (SqliteConnection.openFiles.has(file)) throw new Error(`${file} is open already in this process`);
    // Waiting is ours (below): the driver's own would stop the event loop.
    this.handle = new Libsql(file, { timeout: 0 });
    this.handle.pragma('journal_mode = WAL');
    this.handle.exec('PRAGMA synchronous = FULL');
    this.handle.exec('PRAGMA foreign_keys = ON');
    this.handle.exec('PRAGMA journal_size_limit = 67108864');
    SqliteConnection.openFiles.add(file);
  }

  get inTransaction(): boolean {
    return this.handle.inTransaction;
  }

  /** Runs one statement. The caller holds the turn. */
  async execute(sql: string, params?: readonly unknown[]): Promise<SqliteResult> {
    const values = sqlValues(params);
    const deadline = Date.now() + busyMs;
    for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
      try {
        return this.attempt(sql, values);
      } catch (error) {
        // BUSY comes from another process alone, and the statement did nothing.
        if ((error as { code?: string }).code !== 'SQLITE_BUSY' || Date.now() > deadline) throw error;
        await sleep(wait);
      }
    }
  }

  /** Closes the file for good. The caller holds the turn; whoever waits for it is turned away. */
  close(): void {
    this.closed = true;
    this.turn.close();
    this.statements.clear();
    this.handle.close();
    SqliteConnection.openFiles.delete(this.file);
  }

  private attempt(sql: string, values: unknown[]): SqliteResult {
    const { statement, reader } = this.prepared(sql);
    if (reader) {
      const rows = statement.all(values) as Record<string, unknown>[];
      return { reader, rows, changes: rows.length, lastInsertRowid: 0 };
    }
    const { changes, lastInsertRowid } = statement.run(values);
    return { reader, rows: noRows, changes, lastInsertRowid };
  }

  private prepared(sql: string): { statement: Statement; reader: boolean } {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.handle.prepare(sql);
    const entry = { statement, reader: statement.reader };
    this.statements.set(sql, entry);
    if (this.statements.size > statementsKept) this.statements.delete(this.statements.keys().next().value as string);
    return entry;
  }
}
