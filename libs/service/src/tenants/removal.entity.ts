import { column, createTable, type Migration } from '#libs/platform/database';

/** Companies whose rows and blobs this service still has to look for. `id` is that of the event which told of it. */
const removalColumns = {
  id: column.id(),
  companyId: column.id(),
  accounts: column.json<string[]>(),
  /** How many times it was looked for. */
  passes: column.int(),
  /** When it is looked for next; null: never again. */
  dueAt: column.millis().nullable(),
};

export const removalMigrations: readonly Migration[] = [
  {
    name: 'companies-0001-removals',
    change: createTable('company_removals', { columns: removalColumns, indexes: [['dueAt']] }),
  },
];
