import { column, createTable, type Migration } from '#libs/platform/database';

/** Facts that leave the service. `position` is given by the relay: dense, in the order of `seq` among what is committed. */
export const outboxColumns = {
  seq: column.serial(),
  id: column.id(),
  type: column.key(100),
  companyId: column.id(),
  at: column.millis(),
  data: column.json(),
  trace: column.key(64).nullable(),
  position: column.millis().nullable(),
  relayedAt: column.millis().nullable(),
};

/** Who relays, and who reads each producer. The relay's row keeps the last position it gave. */
const leaseColumns = {
  name: column.key(),
  holder: column.key(),
  expiresAt: column.millis(),
  position: column.millis(),
};
const positionColumns = { consumer: column.key(), producer: column.key(32), position: column.millis() };
const deadLetterColumns = {
  consumer: column.key(),
  producer: column.key(32),
  position: column.millis(),
  at: column.millis(),
  event: column.json(),
  error: column.text(),
};

/** Tables of outbox and consumers: every service applies them to its own database. */
export const eventMigrations: readonly Migration[] = [
  {
    name: 'events-0001-outbox',
    change: createTable('outbox', { columns: outboxColumns, unique: [['position'], ['id']] }),
  },
  { name: 'events-0002-leases', change: createTable('event_leases', { columns: leaseColumns, primary: ['name'] }) },
  {
    name: 'events-0003-positions',
    change: createTable('event_positions', { columns: positionColumns, primary: ['consumer', 'producer'] }),
  },
  {
    name: 'events-0004-dead-letters',
    change: createTable('event_dead_letters', {
      columns: deadLetterColumns,
      primary: ['consumer', 'producer', 'position'],
    }),
  },
];
