import pino from 'pino';
import { openDatabase, type Database } from '#libs/platform/database';
import { durableMigrations } from '../store/migrations.js';

/** Where a test's database lies; a child process opens the same. */
export interface TestAddress {
  dataDir: string;
  url?: string;
}

export const openTestDatabase = (address: TestAddress): Promise<Database> =>
  openDatabase({
    service: 'durable',
    ...address,
    migrations: durableMigrations,
    logger: pino({ level: 'silent' }),
  });
