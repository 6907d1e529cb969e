import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariaDb, type MariaDbServer } from '#libs/testing';
import { openDatabase, type Database } from '../database/index.js';
import { silentLogger } from '../logging/index.js';
import { idempotencyMigrations, SqlIdempotencyStore } from './index.js';

let server: MariaDbServer;
beforeAll(async () => {
  server = await startMariaDb();
}, 120_000);
afterAll(() => server.stop());

describe.each(['sqlite', 'mysql'] as const)('kept answers on %s', (dialect) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aaas-idempotency-'));
  let db: Database;
  let store: SqlIdempotencyStore;
  const answer = { status: 202, headers: { etag: '"a"' }, body: '{"id":"ü"}' };

  beforeAll(async () => {
    db = await openDatabase({
      service: 'http',
      url: dialect === 'mysql' ? server.url : undefined,
      dataDir,
      migrations: idempotencyMigrations,
      logger: silentLogger(),
    });
    store = new SqlIdempotencyStore(db);
  });
  afterAll(async () => {
    await db.close();
    rmSync(dataDir, { recursive: true });
  });

  it('are given to the same request again, and to no other', async () => {
    expect(await store.claim('a', 'f1')).toEqual({ state: 'new' });
    expect(await store.claim('a', 'f1')).toEqual({ state: 'running' });
    await store.keep('a', answer);
    expect(await store.claim('a', 'f1')).toEqual({ state: 'kept', answer });
    expect(await store.claim('a', 'f2')).toEqual({ state: 'other' });
  });

  it('let one of many at a time work', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim('race', 'f')));
    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
  });

  it('let a failed request try again, and a dead one be taken over by one', async () => {
    await store.claim('b', 'f');
    await store.forget('b');
    expect(await store.claim('b', 'f')).toEqual({ state: 'new' });
    await db.run('UPDATE idempotency_keys SET locked_until = 1 WHERE id = ?', ['b']);
    const claims = await Promise.all(Array.from({ length: 5 }, () => store.claim('b', 'f')));
    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
  });

  it('go after a day', async () => {
    await store.claim('old', 'f');
    await db.run('UPDATE idempotency_keys SET expires_at = 1 WHERE id = ?', ['old']);
    expect(await new SqlIdempotencyStore(db).claim('new', 'f')).toEqual({ state: 'new' });
    expect(await db.query('SELECT id FROM idempotency_keys WHERE id = ?', ['old'])).toEqual([]);
  });
});
