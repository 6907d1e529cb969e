import { Redis } from 'ioredis';
import { eventually } from '../journey/eventually.js';
import { FaultProxy } from './fault-proxy.js';
import { startRedis, type RedisServer } from './redis.js';

describe('the fault proxy', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let client: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    proxy = await FaultProxy.before(redis.url);
    client = new Redis(proxy.addressOf(redis.url), {
      maxRetriesPerRequest: 0,
      retryStrategy: () => 20,
      commandTimeout: 500,
    });
    client.on('error', () => undefined);
  });
  afterEach(async () => {
    client.disconnect();
    await proxy.stop();
  });
  afterAll(() => redis.stop());

  it('carries what passes, also late', async () => {
    expect(await client.echo('x'.repeat(300_000))).toHaveLength(300_000);
    proxy.delay(100);
    const began = performance.now();
    await client.ping();
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it.each(['cut', 'halfOpen'] as const)('%s: nothing is answered before it heals', async (fault) => {
    await client.ping();
    proxy[fault]();
    await expect(client.ping()).rejects.toThrow();
    proxy.heal();
    if (fault === 'halfOpen') client.disconnect(true);
    await eventually(() => client.ping());
  });

  it('reset: what is under way fails, and the next connection works', async () => {
    await client.ping();
    const waiting = client.blpop('nothing', 10);
    proxy.reset();
    await expect(waiting).rejects.toThrow();
    await eventually(() => client.ping());
  });
});
