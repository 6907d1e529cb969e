import type { Database, SqlExecutor } from '#libs/platform/database';

/** How a table without a company of its own belongs to one: its column `by` holds the id of a row of `of`; without `of`, of the company. */
export interface Ownership {
  by: string;
  of?: string;
}
export type OwnedTables = Readonly<Record<string, Ownership>>;

/** Rows of one company in one table. */
export interface TenantTable {
  name: string;
  columns: readonly string[];
  primary: readonly string[];
  /** Condition on the company's id, its one parameter. */
  where: string;
  /** The table whose rows these belong to. */
  parent?: { table: TenantTable; by: string } | undefined;
}

/** Tables of every service that belong to no company, or are told of below. */
const ofThePlatform = new Set([
  'schema_migrations',
  // Facts on their way to other services: they leave by themselves, after a week at most.
  'outbox',
  'event_leases',
  'event_positions',
  'event_dead_letters',
  // Answers to repeated requests: a day.
  'idempotency_keys',
  'company_removals',
  'durable_workers',
  // Keys that a service signs with, and no company's.
  'vault_kept_keys',
]);

/** Of durable's tables, those that know their run alone. */
export const durableOwned: OwnedTables = {
  durable_history: { by: 'run_id', of: 'durable_runs' },
  durable_inbox: { by: 'run_id', of: 'durable_runs' },
  durable_snapshots: { by: 'run_id', of: 'durable_runs' },
};

interface Shape {
  columns: string[];
  primary: string[];
}

/**
 * What the service keeps of companies, read from the schema itself, so that a table which somebody adds is never forgotten.
 * @returns `tenant`: parts before what they belong to; `unknown`: tables that nobody said anything about
 */
export async function tenantTables(
  db: Database,
  owned: OwnedTables,
): Promise<{ tenant: TenantTable[]; unknown: string[] }> {
  const shapes = await shapesOf(db);
  const found = new Map<string, TenantTable>();
  const tableOf = (name: string): TenantTable | undefined => {
    const known = found.get(name);
    const shape = shapes.get(name);
    if (known || !shape || ofThePlatform.has(name)) return known;
    const owner = owned[name];
    const own = shape.columns.includes('company_id') ? 'company_id' : owner && !owner.of ? owner.by : undefined;
    const parent = own === undefined && owner?.of !== undefined ? tableOf(owner.of) : undefined;
    if (own === undefined && !parent) return undefined;
    const where = parent
      ? `\`${owner!.by}\` IN (SELECT id FROM \`${parent.name}\` WHERE ${parent.where})`
      : `\`${own}\` = ?`;
    const table: TenantTable = { name, ...shape, where, parent: parent && { table: parent, by: owner!.by } };
    found.set(name, table);
    return table;
  };
  const names = [...shapes.keys()].sort();
  for (const name of names) tableOf(name);
  const depth = (table: TenantTable): number => (table.parent ? depth(table.parent.table) + 1 : 0);
  return {
    tenant: [...found.values()].sort((one, other) => depth(other) - depth(one)),
    unknown: names.filter((name) => !found.has(name) && !ofThePlatform.has(name)),
  };
}

async function shapesOf(db: SqlExecutor): Promise<Map<string, Shape>> {
  const rows = await db.query<{ tbl: string; col: string; pk: number }>(
    db.dialect === 'sqlite'
      ? "SELECT m.name AS tbl, p.name AS col, p.pk AS pk FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid"
      : "SELECT c.table_name AS tbl, c.column_name AS col, COALESCE(k.ordinal_position, 0) AS pk FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY' WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position",
  );
  const shapes = new Map<string, Shape & { keys: [number, string][] }>();
  for (const { tbl, col, pk } of rows) {
    const shape = shapes.get(tbl) ?? { columns: [], primary: [], keys: [] };
    shapes.set(tbl, shape);
    shape.columns.push(col);
    if (Number(pk) > 0) shape.keys.push([Number(pk), col]);
  }
  for (const shape of shapes.values()) shape.primary = shape.keys.sort(([a], [b]) => a - b).map(([, name]) => name);
  return shapes;
}
