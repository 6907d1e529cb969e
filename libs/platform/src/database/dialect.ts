/** The few words in which the two dialects differ, for statements that are written by hand. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'mysql';
  /** Expression: database time in epoch ms. */
  readonly now: string;
  /** Start of an INSERT that leaves existing rows alone; `changes` counts the new ones. */
  readonly insertIgnore: 'INSERT OR IGNORE' | 'INSERT IGNORE';
  /** Ends a SELECT that locks what it reads. Empty on SQLite, where a transaction is alone anyway. */
  readonly forUpdate: '' | ' FOR UPDATE';
  /** As `forUpdate`, passing over rows that another transaction holds. */
  readonly forUpdateSkipLocked: '' | ' FOR UPDATE SKIP LOCKED';
  /** End of an INSERT that overwrites `columns` of the row with the same `key` columns. */
  upsert(key: readonly string[], columns: readonly string[]): string;
  /** End of an INSERT into `table` that adds its values to `columns` of the row with the same `key` columns. */
  accumulate(table: string, key: readonly string[], columns: readonly string[]): string;
}

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  insertIgnore: 'INSERT OR IGNORE',
  forUpdate: '',
  forUpdateSkipLocked: '',
  upsert: (key, columns) =>
    ` ON CONFLICT (${list(key)}) DO UPDATE SET ${columns.map((name) => `\`${name}\` = excluded.\`${name}\``).join(', ')}`,
  accumulate: (table, key, columns) =>
    ` ON CONFLICT (${list(key)}) DO UPDATE SET ${columns.map((name) => `\`${name}\` = \`${table}\`.\`${name}\` + excluded.\`${name}\``).join(', ')}`,
};

export const mysqlDialect: SqlDialect = {
  name: 'mysql',
  now: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
  insertIgnore: 'INSERT IGNORE',
  forUpdate: ' FOR UPDATE',
  forUpdateSkipLocked: ' FOR UPDATE SKIP LOCKED',
  // VALUES() and not a row alias: MariaDB knows no alias.
  upsert: (_key, columns) =>
    ` ON DUPLICATE KEY UPDATE ${columns.map((name) => `\`${name}\` = VALUES(\`${name}\`)`).join(', ')}`,
  accumulate: (_table, _key, columns) =>
    ` ON DUPLICATE KEY UPDATE ${columns.map((name) => `\`${name}\` = \`${name}\` + VALUES(\`${name}\`)`).join(', ')}`,
};
