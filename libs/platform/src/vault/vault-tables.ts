import { addIndex, column, createTable, defineEntity, type Migration, type RowOf } from '#libs/platform/database';

/** A key that secrets of one company are sealed with, in one service. Numbered from 1; the last one seals. */
export const dataKeyColumns = {
  id: column.key(80),
  companyId: column.id(),
  number: column.int(),
  /** Which master key wraps it. */
  masterKey: column.key(64),
  wrapped: column.text(1000),
  createdAt: column.millis(),
  /** When the next one took over; null while it seals. */
  retiredAt: column.millis().nullable(),
  /** When nothing was found any more that is sealed with it. */
  emptiedAt: column.millis().nullable(),
};
export type DataKeyRow = RowOf<typeof dataKeyColumns>;
export const dataKeyEntity = defineEntity('vault_data_keys', dataKeyColumns, {
  audit: { none: 'Its rotation is told as one event for all services' },
});

/** A key that signs or digests and must outlive its master key. Sealed as any other secret. */
export const keptKeyColumns = { id: column.key(64), sealed: column.text(1000), createdAt: column.millis() };
export const keptKeyEntity = defineEntity('vault_kept_keys', keptKeyColumns);

export const vaultEntities = [dataKeyEntity, keptKeyEntity];
export const vaultMigrations: readonly Migration[] = [
  {
    name: 'vault-0001-data-keys',
    change: createTable('vault_data_keys', { columns: dataKeyColumns, unique: [['companyId', 'number']] }),
  },
  { name: 'vault-0002-kept-keys', change: createTable('vault_kept_keys', { columns: keptKeyColumns }) },
  { name: 'vault-0003-master-keys', change: addIndex('vault_data_keys', ['masterKey']) },
  { name: 'vault-0004-retired-keys', change: addIndex('vault_data_keys', ['emptiedAt', 'retiredAt']) },
];
