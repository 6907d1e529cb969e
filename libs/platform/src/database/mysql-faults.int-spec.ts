import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startMariaDb } from '#libs/testing';
import type { MariaDbServer } from '#libs/testing';
import { column, createTable, openDatabase } from './index.js';
import type { Database, Migration } from './index.js';

const logger = pino({ level: 'silent' });
const counters: Migration = {
  name: '0001-counters',
  change: createTable('counters', { columns: { id: column.id(), value: column.int() } }),
};
const dataDir = mkdtempSync(join(tmpdir(), 'aaas-db-'));

let server: MariaDbServer;
let db: Database;
const open = (migrations: Migration[] = [counters], service = 'faults') =>
  openDatabase({ service, url: server.url, dataDir, migrations, logger });

beforeAll(async () => {
  server = await startMariaDb();
  db = await open();
  await db.run("INSERT INTO counters (id, value) VALUES ('a', 0), ('b', 0)");
}, 120_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

it('F6: repeats the whole transaction after a deadlock', async () => {
  let attempts = 0;
  // Each locks one row, waits until the other has the other one, then asks for it.
  const arrived = new Set<string>();
  const cross = (mine: string, other: string) =>
    db.transaction(async (tx) => {
      attempts += 1;
      await tx.run('UPDATE counters SET value = value + 1 WHERE id = ?', [mine]);
      arrived.add(mine);
      while (arrived.size < 2) await tx.query('SELECT 1');
      await tx.run('UPDATE counters SET value = value + 1 WHERE id = ?', [other]);
    });
  await Promise.all([cross('a', 'b'), cross('b', 'a')]);
  expect(attempts).toBe(3);
  expect(await db.query('SELECT value FROM counters ORDER BY id')).toEqual([{ value: 2 }, { value: 2 }]);
});

it('F6: lets no statement follow a deadlock that the caller swallowed', async () => {
  const arrived = new Set<string>();
  let swallowed = 0;
  const cross = (mine: string, other: string) =>
    db.transaction(
      async (tx) => {
        await tx.run('UPDATE counters SET value = value + 10 WHERE id = ?', [mine]);
        arrived.add(mine);
        while (arrived.size < 2) await tx.query('SELECT 1');
        await tx.run('UPDATE counters SET value = value + 10 WHERE id = ?', [other]).catch(() => (swallowed += 1));
      },
      { retry: 0 },
    );
  const results = await Promise.allSettled([cross('a', 'b'), cross('b', 'a')]);
  expect(swallowed).toBe(1);
  expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 'DATABASE_BUSY', details: { retryAfterMs: 1000 } } },
  ]);
});

it('F6: repeats the whole transaction after a lock time-out, a bounded number of times, then says 503 and when to come again', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let isHeld = false;
  const holder = db.transaction(async (tx) => {
    await tx.run("UPDATE counters SET value = value WHERE id = 'a'");
    isHeld = true;
    await held;
  });
  while (!isHeld) await db.query('SELECT 1');
  let attempts = 0;
  const late = db.transaction(
    async (tx) => {
      attempts += 1;
      await tx.run('SET SESSION innodb_lock_wait_timeout = 1');
      await tx.run("UPDATE counters SET value = value + 1 WHERE id = 'a'");
    },
    { retry: 1 },
  );
  await expect(late).rejects.toMatchObject({ code: 'DATABASE_BUSY', status: 503, details: { retryAfterMs: 1000 } });
  expect(attempts).toBe(2);
  release();
  await holder;
});

it('migrates once when several processes boot together', async () => {
  let made = 0;
  const slow: Migration = {
    name: '0001-slow',
    change: {
      title: 'slow',
      apply: async (schema) =>
        void (made++, await schema.run('CREATE TABLE slow (id INT)'), await schema.query('SELECT SLEEP(0.3)')),
    },
  };
  const opened = await Promise.all([open([slow], 'together'), open([slow], 'together'), open([slow], 'together')]);
  expect(made).toBe(1);
  await Promise.all(opened.map((each) => each.close()));
});

it('F6: answers 503 while the server is down and works again after', async () => {
  await server.kill();
  await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', status: 503 });
  await expect(db.transaction(async (tx) => tx.query('SELECT 1'))).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  await expect(db.ping()).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  await expect(open()).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  await server.start();
  expect(await db.query('SELECT COUNT(*) AS n FROM counters')).toEqual([{ n: 2 }]);
  await db.transaction(async (tx) => tx.run('UPDATE counters SET value = 0'));
}, 90_000);

it('F6: rolls back what was open when the server died, and says 503', async () => {
  const dying = db.transaction(async (tx) => {
    await tx.run('UPDATE counters SET value = 99');
    await server.kill();
    await tx.run('UPDATE counters SET value = 100');
  });
  await expect(dying).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  await server.start();
  expect(await db.query('SELECT value FROM counters')).toEqual([{ value: 0 }, { value: 0 }]);
}, 90_000);
