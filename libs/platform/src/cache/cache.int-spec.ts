import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { startRedis } from '#libs/testing';
import { Cache } from './cache.js';
import type { CacheStore } from './cache-store.port.js';
import { MemoryCacheStore } from './memory-cache-store.js';
import { RedisCacheStore } from './redis-cache-store.js';

const stores = {
  memory: async () => ({ store: new MemoryCacheStore() as CacheStore, close: async () => undefined }),
  redis: async () => {
    const server = await startRedis();
    const redis = await RedisConnections.open(server.url, silentLogger());
    const close = async () => {
      await redis.close();
      await server.stop();
    };
    return { store: new RedisCacheStore(redis) as CacheStore, close };
  },
};

describe.each(Object.entries(stores))('cache on %s', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let cache: Cache;
  beforeAll(async () => {
    opened = await open();
    cache = new Cache(opened.store, 'ai:', silentLogger());
  });
  afterAll(() => opened.close());

  it('keeps JSON values until they end or are deleted, a copy for each reader', async () => {
    const value = { list: [1, 'ä', null] };
    await cache.set('a', value, 60_000);
    const first = await cache.get<typeof value>('a');
    expect(first).toEqual(value);
    first?.list.push(2);
    expect(await cache.get('a')).toEqual(value);
    await cache.delete('a');
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('short', 1, 20);
    for (
      const end = Date.now() + 2000;
      (await cache.get('short')) !== undefined;
      await new Promise((next) => setTimeout(next, 5))
    )
      if (Date.now() > end) throw new Error('the entry did not end');
  });

  it('keeps services apart', async () => {
    await cache.set('mine', 1, 60_000);
    expect(await new Cache(opened.store, 'auth:', silentLogger()).get('mine')).toBeUndefined();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses an entry that lives %d ms', async (ttlMs) => {
    await expect(cache.set('b', 1, ttlMs)).rejects.toThrow(RangeError);
  });

  it('loads once for all who ask at the same time, and again after an error', async () => {
    let loads = 0;
    const load = async () => {
      loads += 1;
      if (loads === 1) throw new Error('not now');
      return { loads };
    };
    const ask = () => cache.getOrLoad('c', 60_000, load);
    const failed = await Promise.allSettled([ask(), ask(), ask()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([{ loads: 2 }, { loads: 2 }, { loads: 2 }]);
    expect(await ask()).toEqual({ loads: 2 });
  });
});

it('forgets what was used longest ago when it is full', async () => {
  const store = new MemoryCacheStore({ entries: 2 });
  await store.set('a', '1', 60_000);
  await store.set('b', '2', 60_000);
  await store.get('a');
  await store.set('c', '3', 60_000);
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', undefined, '3']);
  const small = new MemoryCacheStore({ characters: 100 });
  await small.set('big', 'x'.repeat(200), 60_000);
  expect(await small.get('big')).toBeUndefined();
});

describe('a Redis that cannot keep the entry', () => {
  it('is a miss when it is full', async () => {
    const server = await startRedis({ args: ['--maxmemory', '2mb'] });
    const redis = await RedisConnections.open(server.url, silentLogger());
    const cache = new Cache(new RedisCacheStore(redis), 'ai:', silentLogger());
    await cache.set('full', 'x'.repeat(3_000_000), 60_000);
    await cache.set('over', 'x', 60_000);
    expect(await cache.get('over')).toBeUndefined();
    expect(await cache.getOrLoad('over', 60_000, async () => 'loaded')).toBe('loaded');
    await redis.close();
    await server.stop();
  });

  it('is a miss when it is gone, at once', async () => {
    const server = await startRedis();
    const redis = await RedisConnections.open(server.url, silentLogger());
    const cache = new Cache(new RedisCacheStore(redis), 'ai:', silentLogger());
    await cache.set('a', 1, 60_000);
    await server.kill();
    const started = performance.now();
    expect(await cache.getOrLoad('a', 60_000, async () => 2)).toBe(2);
    await cache.delete('a');
    expect(performance.now() - started).toBeLessThan(15_000);
    await redis.close();
    await server.stop();
  });
});
