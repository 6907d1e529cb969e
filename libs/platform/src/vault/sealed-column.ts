import { columnName, type AnyRow, type Entity } from '#libs/platform/database';
import type { SecretOwner } from './sealed-text.js';

/** A column that holds sealed texts at rest, and to whom each of them is sealed. */
export interface SealedColumn {
  table: string;
  /** As the database calls them. */
  column: string;
  key: string;
  /** Null: all rows are the platform's own. */
  companyColumn: string | null;
  entity: Entity;
  property: string;
  keyProperty: string;
  owner(row: AnyRow): SecretOwner;
}

/** Tells the vault of a column, so that rotations reach it: `sealedColumn(channelEntity, 'sealedConfig', channelOwner)`. */
export function sealedColumn<E extends AnyRow>(
  entity: Entity<E>,
  property: keyof E & string,
  owner: (row: E) => SecretOwner,
): SealedColumn {
  const columns = Object.entries(entity.options.columns) as [string, { primary?: boolean } | undefined][];
  const keyProperty = columns.find(([, options]) => options?.primary)![0];
  return {
    table: entity.options.tableName!,
    column: columnName(property),
    key: columnName(keyProperty),
    companyColumn: columns.some(([name]) => name === 'companyId') ? 'company_id' : null,
    entity: entity as Entity,
    property,
    keyProperty,
    owner: owner as SealedColumn['owner'],
  };
}
