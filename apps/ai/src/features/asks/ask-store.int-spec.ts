import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#libs/contracts';
import { openDatabase, type Database } from '#libs/platform/database';
import { createLogger } from '#libs/platform/logging';
import { freshMysqlSchema } from '#libs/testing';
import { aiMigrations } from '../../migrations/ai.migrations.js';
import { AskStore, askId } from './ask-store.js';
import { KeyedAsks } from './keyed-asks.js';

const logger = createLogger({ service: 'ai', level: 'silent' });
const forever = new AbortController().signal;

interface Place {
  db: Database;
  drop(): Promise<void>;
}
const places: Record<string, () => Promise<Place>> = {
  async sqlite() {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-asks-'));
    const db = await openDatabase({ service: 'ai', dataDir, migrations: aiMigrations, logger });
    return {
      db,
      async drop() {
        await db.close();
        rmSync(dataDir, { recursive: true });
      },
    };
  },
  async mysql() {
    const schema = await freshMysqlSchema();
    const db = await openDatabase({
      service: 'ai',
      url: schema.url,
      dataDir: tmpdir(),
      migrations: aiMigrations,
      logger,
    });
    return {
      db,
      async drop() {
        await db.close();
        await schema.drop();
      },
    };
  },
};

describe.each(Object.keys(places))('kept asks on %s', (name) => {
  let place: Place;
  let store: AskStore;
  beforeAll(async () => {
    place = await places[name]!();
    store = new AskStore(place.db);
  });
  afterAll(() => place.drop());
  beforeEach(() => place.db.run('DELETE FROM ai_asks'));

  const id = askId('co_1', 'key');
  const mine = async (): Promise<string> => {
    const claim = await store.claim('co_1', id, 'question');
    if (claim.state !== 'mine') throw new Error(claim.state);
    return claim.holder;
  };
  const expire = () => place.db.run('UPDATE ai_asks SET lease_until = 1');

  it('gives an ask to one of many', async () => {
    const claims = await Promise.all(Array.from({ length: 12 }, () => store.claim('co_1', id, 'question')));
    expect(claims.filter(({ state }) => state === 'mine')).toHaveLength(1);
    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(11);
  });

  it('keeps what came of it', async () => {
    expect(await store.finish(id, await mine(), 'succeeded', '{"text":"Grüße 🙂"}')).toBe(true);
    expect(await store.claim('co_1', id, 'question')).toEqual({ state: 'succeeded', outcome: '{"text":"Grüße 🙂"}' });
    expect(await store.claim('co_1', id, 'another question')).toEqual({ state: 'other' });
  });

  it('keeps companies apart', async () => {
    await store.finish(id, await mine(), 'succeeded', '"secret"');
    expect(await store.claim('co_2', askId('co_2', 'key'), 'question')).toMatchObject({ state: 'mine' });
  });

  it('lets one of many take over when the lease has run out', async () => {
    const before = await mine();
    await expire();
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim('co_1', id, 'question')));
    expect(claims.filter(({ state }) => state === 'mine')).toHaveLength(1);
    expect(await store.renew(id, before)).toBe(false);
    expect(await store.finish(id, before, 'succeeded', '"late"')).toBe(false);
  });

  it('lets nobody take over a lease that was renewed a moment ago', async () => {
    const holder = await mine();
    await expire();
    const late = Object.assign(Object.create(place.db) as Database, {
      async query(...statement: Parameters<Database['query']>) {
        const rows = await place.db.query(...statement);
        await store.renew(id, holder);
        return rows;
      },
    });
    expect(await new AskStore(late).claim('co_1', id, 'question')).toEqual({ state: 'running' });
    expect(await store.renew(id, holder)).toBe(true);
  });

  it('holds as long as it is renewed', async () => {
    const holder = await mine();
    await expire();
    expect(await store.renew(id, holder)).toBe(true);
    expect(await store.claim('co_1', id, 'question')).toEqual({ state: 'running' });
  });

  it('is free again after a release, by its holder alone', async () => {
    const holder = await mine();
    await store.release(id, 'somebody else');
    expect(await store.status(id)).toBe('running');
    await store.release(id, holder);
    expect(await store.status(id)).toBe('unknown');
    await mine();
  });

  it('says how an ask stands', async () => {
    expect(await store.status(id)).toBe('unknown');
    const holder = await mine();
    expect(await store.status(id)).toBe('running');
    await expire();
    expect(await store.status(id)).toBe('unknown');
    await store.renew(id, holder);
    await store.finish(id, holder, 'failed', '{}');
    expect(await store.status(id)).toBe('failed');
  });

  it('sweeps what is older than anybody may ask for', async () => {
    await store.finish(id, await mine(), 'succeeded', '1');
    await place.db.run('UPDATE ai_asks SET expires_at = 1');
    await new AskStore(place.db).claim('co_1', askId('co_1', 'next'), 'question');
    expect(await store.status(id)).toBe('unknown');
  });

  it('joins asks of two replicas, and gives both the same', async () => {
    const replicas = [new KeyedAsks(store), new KeyedAsks(new AskStore(place.db))];
    let calls = 0;
    const work = async () => {
      calls += 1;
      await new Promise((done) => setTimeout(done, 120));
      return { calls };
    };
    const answers = await Promise.all(
      replicas.map((replica) =>
        replica.answer({ companyId: 'co_1', key: 'joined', question: 1, signal: forever }, work),
      ),
    );
    expect(answers).toEqual([{ calls: 1 }, { calls: 1 }]);
  });

  it('gives a final error to the other replica too', async () => {
    const work = () => Promise.reject(new AppError('MODEL_REFUSED', { detail: 'no' }));
    const ask = () =>
      new KeyedAsks(store).answer({ companyId: 'co_1', key: 'refused', question: 1, signal: forever }, work);
    await expect(ask()).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    await expect(
      new KeyedAsks(store).answer({ companyId: 'co_1', key: 'refused', question: 1, signal: forever }, () =>
        Promise.resolve(1),
      ),
    ).rejects.toMatchObject({
      code: 'MODEL_REFUSED',
      details: { detail: 'no' },
    });
  });
});
