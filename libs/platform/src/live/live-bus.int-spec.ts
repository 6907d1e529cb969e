import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { freshRedis } from '#libs/testing';
import type { LiveBus } from './live-bus.port.js';
import { MemoryLiveBus } from './memory-live-bus.js';
import { RedisLiveBus } from './redis-live-bus.js';

/** Two processes' views of one bus. */
const buses = {
  memory: async () => {
    const bus = new MemoryLiveBus();
    return { here: bus as LiveBus, there: bus as LiveBus, close: () => bus.close() };
  },
  redis: async () => {
    const fresh = await freshRedis();
    const connections = [
      await RedisConnections.open(fresh.url, silentLogger()),
      await RedisConnections.open(fresh.url, silentLogger()),
    ];
    const [here, there] = connections.map((redis) => new RedisLiveBus(redis));
    const close = async () => {
      await Promise.all([here!.close(), there!.close(), ...connections.map((redis) => redis.close())]);
      await fresh.drop();
    };
    return { here: here as LiveBus, there: there as LiveBus, close };
  },
};

describe.each(Object.entries(buses))('live hints on %s', (_name, open) => {
  let bus: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (bus = await open()));
  afterEach(() => bus.close());

  /** Publishes until the hint is there: a subscription takes hold a moment after it was asked for. */
  const reach = async (object: string, seq: number, hints: number[]) => {
    for (const end = Date.now() + 5000; !hints.includes(seq); await new Promise((next) => setTimeout(next, 15))) {
      if (Date.now() > end) throw new Error(`no hint ${seq} within 5 s`);
      bus.here.publish(object, seq);
    }
  };

  it('reach every listener of the object, in any process, and no other', async () => {
    const [here, there, other]: number[][] = [[], [], []];
    bus.here.subscribe('run_a', (seq) => here!.push(seq));
    bus.there.subscribe('run_a', (seq) => there!.push(seq));
    bus.there.subscribe('run_b', (seq) => other!.push(seq));
    await reach('run_a', 7, here!);
    await reach('run_a', 7, there!);
    expect(other).toEqual([]);
  });

  it('stop for the one who leaves, and go on for the other', async () => {
    const [gone, kept]: number[][] = [[], []];
    const leave = bus.there.subscribe('run_a', (seq) => gone!.push(seq));
    bus.there.subscribe('run_a', (seq) => kept!.push(seq));
    await reach('run_a', 1, gone!);
    leave();
    await reach('run_a', 2, kept!);
    expect(gone).not.toContain(2);
    const again: number[] = [];
    bus.there.subscribe('run_a', (seq) => again.push(seq));
    await reach('run_a', 3, again);
  });
});
