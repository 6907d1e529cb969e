import type { EventEnvelope } from '#libs/contracts';
import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { startRedis, type RedisServer } from '#libs/testing';
import type { EventBus } from './event-bus.port.js';
import { MemoryEventBus } from './memory-event-bus.js';
import { RedisEventBus } from './redis-event-bus.js';

const onRedis = async () => {
  const server = await startRedis();
  const connections = [
    await RedisConnections.open(server.url, silentLogger()),
    await RedisConnections.open(server.url, silentLogger()),
  ];
  const [here, there] = connections.map((redis) => new RedisEventBus(redis));
  const close = async () => {
    await Promise.all([here!.close(), there!.close()]);
    await Promise.all(connections.map((redis) => redis.close()));
    await server.stop();
  };
  return { here: here as EventBus, there: there as EventBus, close, server };
};
/** Two processes' views of one bus. */
const buses = {
  memory: async () => {
    const bus = new MemoryEventBus();
    return {
      here: bus as EventBus,
      there: bus as EventBus,
      close: () => bus.close(),
      server: undefined as RedisServer | undefined,
    };
  },
  redis: onRedis,
};

const envelope = (position: number): EventEnvelope => ({
  id: `evt_${position}`,
  type: 'a.b.v1',
  producer: 'ai',
  position,
  companyId: 'co_1',
  at: new Date(0).toISOString(),
  data: { position },
});
const until = async (check: () => boolean, ms = 5000) => {
  for (const end = Date.now() + ms; !check(); await new Promise((next) => setTimeout(next, 5)))
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
};

describe.each(Object.entries(buses))('event bus on %s', (_name, open) => {
  let bus: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (bus = await open()));
  afterEach(() => bus.close());

  it('carries events in order to every listener from when it listens, of its producer alone', async () => {
    await bus.here.publish('ai', [envelope(1)]);
    const [one, two, other]: EventEnvelope[][] = [[], [], []];
    await bus.there.subscribe('ai', (event) => one!.push(event));
    await bus.here.subscribe('ai', (event) => two!.push(event));
    await bus.there.subscribe('auth', (event) => other!.push(event));
    await bus.here.publish('ai', [envelope(2), envelope(3)]);
    await bus.there.publish('ai', [envelope(4)]);
    await until(() => one!.length === 3 && two!.length === 3);
    expect(one).toEqual([envelope(2), envelope(3), envelope(4)]);
    expect(two).toEqual(one);
    expect(other).toEqual([]);
  });

  it('is silent for the one who left', async () => {
    const [gone, kept]: number[][] = [[], []];
    const leave = await bus.there.subscribe('ai', ({ position }) => gone!.push(position));
    await bus.there.subscribe('ai', ({ position }) => kept!.push(position));
    leave();
    await bus.here.publish('ai', [envelope(1)]);
    await until(() => kept!.length === 1);
    expect(gone).toEqual([]);
  });
});

describe('event bus on a Redis that fails', () => {
  it('goes on reading after a restart that lost everything', async () => {
    const { here, there, close, server } = await onRedis();
    const seen: number[] = [];
    await there.subscribe('ai', ({ position }) => seen.push(position));
    await here.publish('ai', [envelope(1)]);
    await until(() => seen.length === 1);
    await server.kill();
    await expect(here.publish('ai', [envelope(2)])).rejects.toThrow();
    await server.start();
    let position = 2;
    const keepPublishing = setInterval(
      () => void here.publish('ai', [envelope((position += 1))]).catch(() => undefined),
      50,
    );
    await until(() => seen.length >= 3, 10_000).finally(() => clearInterval(keepPublishing));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await close();
  });
});
