import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#libs/platform/database';
import { freshMysqlSchema } from '#libs/testing';
import { openTestDatabase, type TestAddress } from './open-test-database.js';

/** A database of a test's own, with the tables of durable. */
export interface TestBackend {
  db: Database;
  address: TestAddress;
  drop(): Promise<void>;
}

export async function sqliteBackend(): Promise<TestBackend> {
  const dataDir = await mkdtemp(join(tmpdir(), 'aaas-durable-'));
  const db = await openTestDatabase({ dataDir });
  return {
    db,
    address: { dataDir },
    drop: async () => {
      await db.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function mysqlBackend(): Promise<TestBackend> {
  const schema = await freshMysqlSchema();
  const address = { dataDir: tmpdir(), url: schema.url };
  const db = await openTestDatabase(address);
  return {
    db,
    address,
    drop: async () => {
      await db.close();
      await schema.drop();
    },
  };
}

export const backends = { sqlite: sqliteBackend, mysql: mysqlBackend };
