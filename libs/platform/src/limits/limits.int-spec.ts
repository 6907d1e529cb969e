import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { startRedis } from '#libs/testing';
import type { LimitStore } from './limit-store.port.js';
import { Limits } from './limits.js';
import { MemoryLimitStore } from './memory-limit-store.js';
import { RedisLimitStore } from './redis-limit-store.js';

const stores = {
  memory: async () => ({ store: new MemoryLimitStore() as LimitStore, close: async () => undefined }),
  redis: async () => {
    const server = await startRedis();
    const redis = await RedisConnections.open(server.url, silentLogger());
    const close = async () => {
      await redis.close();
      await server.stop();
    };
    return { store: new RedisLimitStore(redis) as LimitStore, close };
  },
};

const until = async (check: () => Promise<boolean>) => {
  for (const end = Date.now() + 5000; !(await check()); await new Promise((next) => setTimeout(next, 5)))
    if (Date.now() > end) throw new Error(`not within 5 s: ${check}`);
};

describe.each(Object.entries(stores))('limits on %s', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let limits: Limits;
  beforeAll(async () => {
    opened = await open();
    limits = new Limits(opened.store, 'auth:', silentLogger());
  });
  afterAll(() => opened.close());

  it('let through as many as the rate holds, and say when to come again', async () => {
    const rate = { limit: 5, windowMs: 60_000 };
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => limits.take('a', rate)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(5);
    const { retryAfterMs } = await limits.take('a', rate);
    expect(retryAfterMs).toBeGreaterThan(10_000);
    expect(retryAfterMs).toBeLessThanOrEqual(12_000);
    expect(await limits.take('b', rate)).toEqual({ allowed: true, retryAfterMs: 0 });
  });

  it('refill evenly, and a refused try costs nothing', async () => {
    const rate = { limit: 2, windowMs: 200 };
    const started = performance.now();
    await limits.take('c', rate);
    await limits.take('c', rate);
    expect((await limits.take('c', rate)).allowed).toBe(false);
    await until(async () => (await limits.take('c', rate)).allowed);
    const waited = performance.now() - started;
    expect(waited).toBeGreaterThan(95);
    expect(waited).toBeLessThan(200 + 150);
  });

  it('count by weight, and settle what something cost in the end', async () => {
    const rate = { limit: 1000, windowMs: 60_000 };
    expect((await limits.take('w', rate, 900)).allowed).toBe(true);
    const refused = await limits.take('w', rate, 200);
    expect(refused.allowed).toBe(false);
    expect(refused.retryAfterMs).toBeGreaterThan(5000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(6000);
    await limits.settle('w', rate, -800);
    expect((await limits.take('w', rate, 850)).allowed).toBe(true);
    await limits.settle('w', rate, 1000);
    expect((await limits.take('w', rate)).retryAfterMs).toBeGreaterThan(50_000);
    expect((await limits.take('more than all', rate, 5000)).allowed).toBe(true);
  });

  it('refuse what is no rate', () => {
    expect(() => limits.take('d', { limit: 0, windowMs: 1000 })).toThrow(RangeError);
  });

  it('keep services apart', async () => {
    const rate = { limit: 1, windowMs: 60_000 };
    await limits.take('e', rate);
    expect((await new Limits(opened.store, 'ai:', silentLogger()).take('e', rate)).allowed).toBe(true);
  });

  it('give out places, and take them back when they are left or their lease ends', async () => {
    const two = { limit: 2, leaseMs: 60_000 };
    const [first, second, third] = await Promise.all([
      limits.enter('p', two),
      limits.enter('p', two),
      limits.enter('p', two),
    ]);
    expect([first, second, third].filter(Boolean)).toHaveLength(2);
    const taken = [first, second, third].find((place) => place !== undefined);
    expect(await taken?.renew()).toBe(true);
    await taken?.leave();
    expect(await limits.enter('p', two)).toBeDefined();
    const dying = { limit: 1, leaseMs: 50 };
    const dead = await limits.enter('q', dying);
    expect(dead).toBeDefined();
    expect(await limits.enter('q', dying)).toBeUndefined();
    await until(async () => (await limits.enter('q', { limit: 1, leaseMs: 60_000 })) !== undefined);
    expect(await dead?.renew()).toBe(false);
  });
});

it('limit in each process alone while Redis is gone', async () => {
  const server = await startRedis();
  const redis = await RedisConnections.open(server.url, silentLogger());
  const limits = new Limits(new RedisLimitStore(redis), 'auth:', silentLogger());
  await server.kill();
  const rate = { limit: 2, windowMs: 60_000 };
  const verdicts = [await limits.take('a', rate), await limits.take('a', rate), await limits.take('a', rate)];
  expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, false]);
  expect(await limits.enter('p', { limit: 1, leaseMs: 1000 })).toBeDefined();
  await redis.close();
  await server.stop();
});
