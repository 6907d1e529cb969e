import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { eventually, freshRedis } from '#libs/testing';
import type { LiveFeed } from './live-feed.port.js';
import { MemoryLiveFeed } from './memory-live-feed.js';
import { RedisLiveFeed } from './redis-live-feed.js';

/** Two processes' views of one feed. */
const feeds = {
  memory: async () => {
    const feed = new MemoryLiveFeed();
    return { here: feed as LiveFeed, there: feed as LiveFeed, close: () => feed.close() };
  },
  redis: async () => {
    const fresh = await freshRedis();
    const connections = [
      await RedisConnections.open(fresh.url, silentLogger()),
      await RedisConnections.open(fresh.url, silentLogger()),
    ];
    const [here, there] = connections.map((redis) => new RedisLiveFeed(redis));
    const close = async () => {
      await Promise.all([here!.close(), there!.close(), ...connections.map((redis) => redis.close())]);
      await fresh.drop();
    };
    return { here: here as LiveFeed, there: there as LiveFeed, close };
  },
};

describe.each(Object.entries(feeds))('a live feed on %s', (_name, open) => {
  let feed: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (feed = await open()));
  afterEach(() => feed.close());

  it('brings every word in its order to all who listen, in any process, and to no other', async () => {
    const [here, there, other]: unknown[][] = [[], [], []];
    await feed.here.subscribe('task_a', (words) => here!.push(words));
    await feed.there.subscribe('task_a', (words) => there!.push(words));
    await feed.there.subscribe('task_b', (words) => other!.push(words));
    const said = Array.from({ length: 300 }, (_, n) => ({ n, text: 'Grüße 🌍\n"' }));
    for (const words of said) feed.here.publish('task_a', words);
    await eventually(() => expect(there).toHaveLength(300));
    expect([here, there, other]).toEqual([said, said, []]);
  });

  it('hears from the moment that the subscription stands', async () => {
    for (let n = 0; n < 20; n++) {
      const heard: unknown[] = [];
      const leave = await feed.there.subscribe(`task_${n}`, (words) => heard.push(words));
      feed.here.publish(`task_${n}`, n);
      await eventually(() => expect(heard).toEqual([n]));
      leave();
    }
  });

  it('ends for the one who leaves, and goes on for the other', async () => {
    const [gone, kept]: unknown[][] = [[], []];
    const leave = await feed.there.subscribe('task_a', (words) => gone!.push(words));
    await feed.there.subscribe('task_a', (words) => kept!.push(words));
    leave();
    feed.here.publish('task_a', 1);
    await eventually(() => expect(kept).toEqual([1]));
    expect(gone).toEqual([]);
  });
});
