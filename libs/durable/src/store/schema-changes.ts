import type { SqlExecutor } from './sql-store.port.js';

/** One change of the schema, as `platform/database` applies it. Bears repetition. */
export interface DurableMigration {
  readonly name: string;
  readonly change: { readonly title: string; apply(schema: DurableSchema): Promise<void> };
}

/** What a change asks of the schema. */
export interface DurableSchema extends Pick<SqlExecutor, 'dialect' | 'run'> {
  hasColumn(table: string, name: string): Promise<boolean>;
  hasIndex(table: string, name: string): Promise<boolean>;
}

type Kind = 'id' | 'hash' | 'key' | 'word' | 'int' | 'millis' | 'json' | 'text';

const mysqlTypes: Record<Kind, string> = {
  id: 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin',
  hash: 'VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin',
  key: 'VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin',
  word: 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin',
  int: 'INT',
  millis: 'BIGINT',
  json: 'MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  text: 'VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
};
const sqliteTypes: Record<Kind, string> = {
  id: 'TEXT',
  hash: 'TEXT',
  key: 'TEXT',
  word: 'TEXT',
  int: 'INTEGER',
  millis: 'INTEGER',
  json: 'TEXT',
  text: 'TEXT',
};

/** `kind` then anything that both dialects understand. */
type ColumnWords = `${Kind}${' NULL' | ' NOT NULL' | ` NOT NULL DEFAULT ${string}`}`;

export interface Table {
  name: string;
  columns: Record<string, ColumnWords>;
  primary: string[];
  indexes?: Record<string, string[]>;
}

function columnSql({ dialect }: Pick<DurableSchema, 'dialect'>, column: string, words: ColumnWords): string {
  const [kind = '', ...rest] = words.split(' ');
  return `${column} ${(dialect === 'mysql' ? mysqlTypes : sqliteTypes)[kind as Kind]} ${rest.join(' ')}`;
}

export const addColumn = (table: string, column: string, words: ColumnWords): DurableMigration['change'] => ({
  title: `add column ${table}.${column}`,
  async apply(schema) {
    if (await schema.hasColumn(table, column)) return;
    await schema.run(`ALTER TABLE ${table} ADD COLUMN ${columnSql(schema, column, words)}`);
  },
});

export const addIndex = (table: string, index: string, columns: string[]): DurableMigration['change'] => ({
  title: `add index ${index}`,
  async apply(schema) {
    if (await schema.hasIndex(table, index)) return;
    await schema.run(`CREATE INDEX ${index} ON ${table} (${columns.join(', ')})`);
  },
});

/** A column that follows from others: no statement writes it, and code that does not know it keeps it true. */
export const addDerived = (table: string, column: string, kind: Kind, from: string): DurableMigration['change'] => ({
  title: `add column ${table}.${column}`,
  async apply(schema) {
    if (await schema.hasColumn(table, column)) return;
    await schema.run(
      `ALTER TABLE ${table} ADD COLUMN ${columnSql(schema, column, `${kind} NULL`).replace(/ NULL$/, '')} GENERATED ALWAYS AS (${from}) VIRTUAL`,
    );
  },
});

export const dropIndex = (table: string, index: string): DurableMigration['change'] => ({
  title: `drop index ${index}`,
  async apply(schema) {
    if (!(await schema.hasIndex(table, index))) return;
    await schema.run(schema.dialect === 'mysql' ? `DROP INDEX ${index} ON ${table}` : `DROP INDEX ${index}`);
  },
});

export function createTable({ name, columns, primary, indexes = {} }: Table): DurableMigration['change'] {
  return {
    title: `create table ${name}`,
    async apply(schema) {
      const lines = Object.entries(columns).map(([column, words]) => columnSql(schema, column, words));
      lines.push(`PRIMARY KEY (${primary.join(', ')})`);
      if (schema.dialect === 'mysql') {
        for (const [index, list] of Object.entries(indexes)) lines.push(`KEY ${index} (${list.join(', ')})`);
        await schema.run(`CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')}) ENGINE=InnoDB`);
        return;
      }
      await schema.run(`CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')}) STRICT`);
      for (const [index, list] of Object.entries(indexes))
        await schema.run(`CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${list.join(', ')})`);
    },
  };
}
