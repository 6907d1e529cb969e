import { EntitySchema } from 'typeorm';
import type { ColumnType, EntitySchemaColumnOptions, ObjectLiteral, ValueTransformer } from 'typeorm';
import type { Column, ColumnKind, Columns, RowOf } from './columns.js';
import { columnName } from './columns.js';
import { auditAs, type Audited } from './audit-rule.js';

const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};
const asBoolean: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Boolean(Number(value))),
};
/** JSON null is stored as SQL NULL only in a nullable column. */
const asJson = (nullable: boolean): ValueTransformer => ({
  to: (value: unknown) => (value === undefined || (nullable && value === null) ? value : JSON.stringify(value)),
  from: (value: unknown) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
});

/** Types that both drivers know; the real ones are made by migrations. */
const types: Record<ColumnKind, ColumnType> = {
  id: 'varchar',
  key: 'varchar',
  hash: 'varchar',
  text: 'text',
  json: 'text',
  millis: 'bigint',
  money: 'bigint',
  bool: 'int',
  int: 'int',
  serial: 'bigint',
};

const transformer = (of: Column<unknown>): ValueTransformer | undefined => {
  if (of.kind === 'json') return asJson(of.isNullable);
  if (of.kind === 'bool') return asBoolean;
  return of.kind === 'millis' || of.kind === 'money' || of.kind === 'int' || of.kind === 'serial'
    ? asNumber
    : undefined;
};

/** What `defineEntity` gives. */
export type Entity<Row extends ObjectLiteral = ObjectLiteral> = EntitySchema<Row>;
/** A row of whichever entity. */
export type AnyRow = ObjectLiteral;

export interface EntityOptions<C extends Columns> {
  /** `['id']` unless set. */
  primary?: readonly (keyof C & string)[];
  /** What the audit log tells of its rows. Every table of a tenant says it; a test finds those that do not. */
  audit?: Audited<keyof C & string>;
}

/**
 * A TypeORM entity from column words: rows are plain objects typed by `RowOf`. Properties are camelCase, columns snake_case.
 * The table itself is made by a migration.
 */
export function defineEntity<C extends Columns>(
  table: string,
  columns: C,
  options: EntityOptions<C> = {},
): EntitySchema<RowOf<C>> {
  const primary: readonly string[] = options.primary ?? ['id'];
  const described = Object.entries(columns).map(([property, of]): [string, EntitySchemaColumnOptions] => [
    property,
    {
      name: columnName(property),
      type: types[of.kind],
      nullable: of.isNullable,
      primary: primary.includes(property),
      ...(of.defaultValue === undefined ? {} : { default: of.defaultValue }),
      ...(of.kind === 'serial' ? { generated: 'increment' as const } : {}),
      ...(transformer(of) ? { transformer: transformer(of) } : {}),
    },
  ]);
  const entity = new EntitySchema<RowOf<C>>({
    name: table,
    tableName: table,
    columns: Object.fromEntries(described) as never,
  });
  if (options.audit) auditAs(entity, options.audit);
  return entity;
}
