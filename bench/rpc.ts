import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { rpc } from '#libs/contracts';
import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { identitiesOf, MemoryWire, RedisWire, RpcClient, RpcServer, type RpcWire } from '#libs/platform/rpc';
import { startRedis } from '#libs/testing';
import { figureOf, type Figure } from './figure.js';
import { repeatedly } from './load.js';
import { repeats, seconds } from './measured.js';
import type { Mode } from './platform.js';

const echo = rpc({
  service: 'ai',
  method: 'ai.bench',
  permission: 'service',
  timeoutMs: 5000,
  request: z.object({ n: z.number() }),
  response: z.object({ n: z.number() }),
});
const concurrency = 50;

/** Calls a second from one process to itself: signed, checked, by JSON. Over Redis with a connection for each side, or in memory. */
export async function benchRpc(mode: Mode): Promise<Figure[]> {
  const logger = silentLogger();
  const identities = identitiesOf(randomBytes(32));
  const redis = mode === 'distributed' ? await startRedis() : undefined;
  const connections: RedisConnections[] = [];
  const memory = new MemoryWire();
  const wire = async (): Promise<RpcWire> => {
    if (!redis) return memory;
    const connection = await RedisConnections.open(redis.url, logger);
    connections.push(connection);
    return RedisWire.open(connection);
  };
  const server = new RpcServer(await wire(), { service: 'ai', signature: identities.as('ai'), slots: 100, logger });
  server.setHandlers(
    new Map([
      [
        echo.method,
        {
          spec: echo,
          name: 'bench',
          handle: (_: unknown, request: unknown) => Promise.resolve(request as { n: number }),
        },
      ],
    ]),
  );
  await server.start();
  const client = new RpcClient(await wire(), { service: 'company', signature: identities.as('company') });
  try {
    const once = async () => (await client.call(echo, { n: 1 })).n;
    await repeatedly(concurrency, 1, once);
    const rates: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { done, ms } = await repeatedly(concurrency, seconds, once);
      rates.push((done * 1000) / ms);
    }
    return [figureOf('rpc', `rpc_c${concurrency}`, 'calls/s', rates)];
  } finally {
    await client.close();
    await server.close();
    await Promise.all(connections.map((each) => each.close()));
    await redis?.stop();
  }
}
