import type { Column, Columns } from './columns.js';
import { columnName } from './columns.js';
import type { SqlDialect } from './dialect.js';
import type { SqlExecutor } from './database.port.js';

/** What a change may ask about the schema and do to it. */
export interface SchemaRunner extends SqlExecutor {
  hasTable(table: string): Promise<boolean>;
  hasColumn(table: string, name: string): Promise<boolean>;
  hasIndex(table: string, name: string): Promise<boolean>;
}

/** One change of the schema. Applying it twice is the same as once: MySQL commits each DDL statement, so a rerun may meet it done. */
export interface SchemaChange {
  readonly title: string;
  apply(schema: SchemaRunner): Promise<void>;
}

/** One change under a name that never changes once released. Order is that of the list. */
export interface Migration {
  /** `0001-workflows`, unique within a service; a library prefixes its own: `durable-0001-runs`. */
  readonly name: string;
  readonly change: SchemaChange;
}

export interface TableShape<C extends Columns> {
  columns: C;
  /** `['id']` unless set; ignored when a column is `serial`. */
  primary?: readonly (keyof C & string)[];
  unique?: readonly (readonly (keyof C & string)[])[];
  indexes?: readonly (readonly (keyof C & string)[])[];
}

type Quote = (name: string) => string;
const quote: Quote = (name) => `\`${columnName(name)}\``;
const names = (list: readonly string[]) => list.map(quote).join(', ');

const mysqlTypes: Record<Column<unknown>['kind'], (length: number | undefined) => string> = {
  id: (length) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`,
  key: (length) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`,
  hash: (length) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`,
  text: (length) => (length ? `VARCHAR(${length})` : 'MEDIUMTEXT'),
  json: () => 'MEDIUMTEXT',
  millis: () => 'BIGINT',
  money: () => 'BIGINT',
  bool: () => 'TINYINT',
  int: () => 'INT',
  serial: () => 'BIGINT AUTO_INCREMENT PRIMARY KEY',
};

const sqliteTypes: Record<Column<unknown>['kind'], string> = {
  id: 'TEXT',
  key: 'TEXT',
  hash: 'TEXT',
  text: 'TEXT',
  json: 'TEXT',
  millis: 'INTEGER',
  money: 'INTEGER',
  bool: 'INTEGER',
  int: 'INTEGER',
  serial: 'INTEGER PRIMARY KEY AUTOINCREMENT',
};

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(Number(value));

function columnSql(dialect: SqlDialect['name'], property: string, of: Column<unknown>): string {
  const type = dialect === 'mysql' ? mysqlTypes[of.kind](of.length) : sqliteTypes[of.kind];
  if (of.kind === 'serial') return `${quote(property)} ${type}`;
  const fallback = of.defaultValue === undefined ? '' : ` DEFAULT ${literal(of.defaultValue)}`;
  return `${quote(property)} ${type}${of.isNullable ? ' NULL' : ' NOT NULL'}${fallback}`;
}

const indexName = (table: string, columns: readonly string[], unique: boolean) =>
  `${unique ? 'uq' : 'ix'}_${table}_${columns.map(columnName).join('_')}`.slice(0, 64);

const indexSql = (table: string, columns: readonly string[], unique: boolean) =>
  `CREATE ${unique ? 'UNIQUE ' : ''}INDEX \`${indexName(table, columns, unique)}\` ON ${quote(table)} (${names(columns)})`;

/** Creates a table with its indexes. */
export const createTable = <C extends Columns>(table: string, shape: TableShape<C>): SchemaChange => ({
  title: `create table ${table}`,
  async apply(schema) {
    const { columns, unique = [], indexes = [] } = shape;
    const lines = Object.entries(columns).map(([property, of]) => columnSql(schema.dialect, property, of));
    if (!Object.values(columns).some((of) => of.kind === 'serial'))
      lines.push(`PRIMARY KEY (${names(shape.primary ?? ['id'])})`);
    if (schema.dialect === 'sqlite') {
      await schema.run(`CREATE TABLE IF NOT EXISTS ${quote(table)} (${lines.join(', ')}) STRICT`);
      for (const list of unique) await addIndex(table, list, { unique: true }).apply(schema);
      for (const list of indexes) await addIndex(table, list).apply(schema);
      return;
    }
    // In one statement: MySQL has no transaction around DDL.
    for (const list of unique) lines.push(`UNIQUE KEY \`${indexName(table, list, true)}\` (${names(list)})`);
    for (const list of indexes) lines.push(`KEY \`${indexName(table, list, false)}\` (${names(list)})`);
    await schema.run(
      `CREATE TABLE IF NOT EXISTS ${quote(table)} (${lines.join(', ')}) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    );
  },
});

/** Adds a column; it needs a default or must be nullable, since rows may be there. */
export const addColumn = (table: string, property: string, of: Column<unknown>): SchemaChange => ({
  title: `add column ${table}.${columnName(property)}`,
  async apply(schema) {
    if (await schema.hasColumn(table, columnName(property))) return;
    await schema.run(`ALTER TABLE ${quote(table)} ADD COLUMN ${columnSql(schema.dialect, property, of)}`);
  },
});

/** Drops a column: the last step of "expand, then contract". */
export const dropColumn = (table: string, property: string): SchemaChange => ({
  title: `drop column ${table}.${columnName(property)}`,
  async apply(schema) {
    if (await schema.hasColumn(table, columnName(property)))
      await schema.run(`ALTER TABLE ${quote(table)} DROP COLUMN ${quote(property)}`);
  },
});

export const addIndex = (table: string, columns: readonly string[], { unique = false } = {}): SchemaChange => ({
  title: `add index ${indexName(table, columns, unique)}`,
  async apply(schema) {
    if (!(await schema.hasIndex(table, indexName(table, columns, unique))))
      await schema.run(indexSql(table, columns, unique));
  },
});

export const dropIndex = (table: string, columns: readonly string[], { unique = false } = {}): SchemaChange => ({
  title: `drop index ${indexName(table, columns, unique)}`,
  async apply(schema) {
    const name = indexName(table, columns, unique);
    if (!(await schema.hasIndex(table, name))) return;
    await schema.run(
      schema.dialect === 'mysql' ? `DROP INDEX \`${name}\` ON ${quote(table)}` : `DROP INDEX \`${name}\``,
    );
  },
});

export const dropTable = (table: string): SchemaChange => ({
  title: `drop table ${table}`,
  apply: async (schema) => void (await schema.run(`DROP TABLE IF EXISTS ${quote(table)}`)),
});

/** Changes rows. `work` must bear being run again over what it did before it died. */
export const changeRows = (title: string, work: (schema: SchemaRunner) => Promise<void>): SchemaChange => ({
  title,
  apply: work,
});
