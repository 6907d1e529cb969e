import { silentLogger } from '#libs/platform/logging';
import { freePort, startRedis, type RedisServer } from '#libs/testing';
import { RedisConnections } from './connections.js';

const until = async (check: () => boolean | Promise<boolean>, ms = 8000) => {
  for (const end = Date.now() + ms; !(await check()); await new Promise((next) => setTimeout(next, 10)))
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
};

it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
  'F5: refuses to boot on a Redis that evicts by %s, and names the setting',
  async (policy) => {
    const server = await startRedis({ maxMemoryPolicy: policy });
    await expect(RedisConnections.open(server.url, silentLogger())).rejects.toThrow(
      `maxmemory-policy is ${policy}, which loses work when memory is full. Set: maxmemory-policy noeviction`,
    );
    await server.stop();
  },
);

it('refuses to boot when nobody answers', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  await expect(RedisConnections.open(url, silentLogger())).rejects.toThrow('REDIS_URL: no answer within');
}, 120_000);

describe('connections to a Redis that comes and goes', () => {
  let server: RedisServer;
  let redis: RedisConnections;
  beforeEach(async () => {
    server = await startRedis();
    redis = await RedisConnections.open(server.url, silentLogger());
  });
  afterEach(async () => {
    await redis.close();
    await server.stop();
  });

  it('fail commands at once while it is gone, and never send one twice', async () => {
    await redis.commands.incr('n');
    server.freeze();
    const pending = redis.commands.incr('n').catch((error: Error) => error);
    const started = performance.now();
    expect(await pending).toBeInstanceOf(Error);
    expect(performance.now() - started).toBeLessThan(30_000);
    const soon = performance.now();
    await expect(redis.commands.incr('n')).rejects.toThrow();
    expect(performance.now() - soon).toBeLessThan(5000);
    server.thaw();
    await until(() => redis.commands.status === 'ready');
    // The frozen server finds the first one in its socket; nobody sent it again.
    await until(async () => (await redis.commands.get('n')) === '2');
    expect(await redis.commands.incr('n')).toBe(3);
  }, 120_000);

  it('run scripts that a restarted server has forgotten', async () => {
    const script = redis.script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    expect(await script(['n'], [2])).toBe(2);
    await server.restart();
    await until(() => redis.commands.status === 'ready');
    expect(await script(['n'], [3])).toBe(3);
  }, 120_000);

  it('hear their channels again after a restart, also those asked for meanwhile', async () => {
    const heard: string[] = [];
    await redis.subscriptions.add('before', (text) => heard.push(text));
    await server.kill();
    await until(() => redis.commands.status !== 'ready');
    redis.subscriptions.addSoon('meanwhile', (text) => heard.push(text));
    await expect(redis.subscriptions.add('at once', () => undefined)).rejects.toThrow();
    await server.start();
    await until(async () => {
      for (const channel of ['before', 'meanwhile']) await redis.commands.publish(channel, channel).catch(() => 0);
      return heard.includes('before') && heard.includes('meanwhile');
    });
    expect(await redis.commands.publish('at once', 'x')).toBe(0);
  }, 120_000);

  it('notice a subscription that is half-open', async () => {
    const heard: string[] = [];
    await redis.subscriptions.add('c', (text) => heard.push(text));
    const [id] =
      /id=(\d+)(?=[^\n]*name=aaas-subscriptions)/.exec((await redis.commands.client('LIST')) as string)?.slice(1) ?? [];
    server.freeze();
    await new Promise((next) => setTimeout(next, 7000));
    server.thaw();
    await until(async () => {
      await redis.commands.publish('c', 'x').catch(() => 0);
      return heard.length > 0;
    });
    const list = (await redis.commands.client('LIST')) as string;
    expect(list).toContain('name=aaas-subscriptions');
    expect(list).not.toMatch(new RegExp(`id=${id} [^\\n]*name=aaas-subscriptions`));
  }, 120_000);
});
