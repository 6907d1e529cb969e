import type { Logger } from 'pino';
import type { Database, SqlExecutor } from './database.port.js';
import type { Migration, SchemaRunner } from './migration.js';

const ledger = 'schema_migrations';

/** The executor with questions about the schema. Tables, columns and indexes are named as in the database. */
export const schemaRunner = (on: SqlExecutor): SchemaRunner => {
  const ask = async (sqlite: string, mysql: string, params: string[]) =>
    (await on.query(on.dialect === 'sqlite' ? sqlite : mysql, params)).length > 0;
  return {
    dialect: on.dialect,
    sql: on.sql,
    query: (sql, params) => on.query(sql, params),
    run: (sql, params) => on.run(sql, params),
    hasTable: (table) =>
      ask(
        "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ?",
        'SELECT 1 AS found FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
        [table],
      ),
    hasColumn: (table, name) =>
      ask(
        'SELECT 1 AS found FROM pragma_table_xinfo(?) WHERE name = ?',
        'SELECT 1 AS found FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?',
        [table, name],
      ),
    hasIndex: (table, name) =>
      ask(
        "SELECT 1 AS found FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?",
        'SELECT 1 AS found FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?',
        [table, name],
      ),
  };
};

/**
 * Brings the schema up to the list, each change once, one process at a time. What died half-way is completed by the next run:
 * changes bear repetition, and a change is written down only after it is made (on SQLite in the same transaction).
 * @throws Error naming the migration that failed; those before it stay.
 */
export async function migrate(db: Database, migrations: readonly Migration[], logger: Logger): Promise<void> {
  const repeated = migrations.find(({ name }, index) => migrations.findIndex((other) => other.name === name) !== index);
  if (repeated) throw new Error(`Two migrations are called ${repeated.name}`);
  // Runs unlocked: it is the same statement for everybody.
  await db.run(
    `CREATE TABLE IF NOT EXISTS ${ledger} (name VARCHAR(191) NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)`,
  );
  const done = new Set((await db.query<{ name: string }>(`SELECT name FROM ${ledger}`)).map(({ name }) => name));
  for (const migration of migrations) {
    if (done.has(migration.name)) continue;
    try {
      await applyOnce(db, migration);
    } catch (cause) {
      throw new Error(`Migration ${migration.name} of ${db.service} failed: ${(cause as Error).message}`, { cause });
    }
    logger.info({ migration: migration.name }, migration.change.title);
  }
}

const record = async (on: SqlExecutor, name: string) =>
  void (await on.run(`${on.sql.insertIgnore} INTO ${ledger} (name, applied_at) VALUES (?, ?)`, [name, Date.now()]));

/** On SQLite change and record are one commit. On MySQL DDL commits by itself, so the lock of the caller and repeatable changes do. */
async function applyOnce(db: Database, { name, change }: Migration): Promise<void> {
  await db.transaction(
    async (tx) => {
      await change.apply(schemaRunner(tx));
      await record(tx, name);
    },
    { retry: 0 },
  );
}
