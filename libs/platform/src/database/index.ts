/** The database of a service: SQLite or MySQL behind one face. See architecture.md, "Embedded details". */
export { openDatabase } from './open-database.js';
export type { DatabaseOptions } from './open-database.js';
export { Database } from './database.port.js';
export type { SqlExecutor, SqlValue, TransactionOptions, Tx } from './database.port.js';
export type { SqlDialect } from './dialect.js';
export { column, columnName } from './columns.js';
export type { Column, ColumnKind, Columns, RowOf } from './columns.js';
export { defineEntity } from './entity.js';
export { addColumn, addIndex, changeRows, createTable, dropColumn, dropIndex, dropTable } from './migration.js';
export type { Migration, SchemaChange, SchemaRunner, TableShape } from './migration.js';
export { absent, contains, not, oneOf, sqlCondition } from './conditions.js';
export { TenantRepository } from './tenant-repository.js';
export type { FindOptions, Order, PageOptions, TenantRow, Where } from './tenant-repository.js';
export { decodeCursor, encodeCursor } from './cursor.js';
export { isDuplicateKey } from './failures.js';
export { lockDataFolder } from './folder-lock.js';
export { assertNoTransaction, outsideTransaction } from './transaction-scope.js';
