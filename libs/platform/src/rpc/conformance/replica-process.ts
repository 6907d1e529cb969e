/** One replica of a service as a process of its own: `replica-process.ts <redis url> <slots>`. Writes the key of each request that it begins. */
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import type { z } from 'zod';
import { RedisWire } from '../redis-wire.js';
import { RpcServer } from '../server.js';
import { replicaIdentities, work } from './replica-contract.js';

const [, , url = '', slots] = process.argv;
const logger = silentLogger();
const wire = await RedisWire.open(await RedisConnections.open(url, logger));
const server = new RpcServer(wire, {
  service: 'ai',
  signature: replicaIdentities.as('ai'),
  slots: Number(slots),
  logger,
});
const handle = async (_caller: unknown, request: unknown) => {
  const { key, ms } = request as z.output<typeof work.request>;
  process.stdout.write(`${key}\n`);
  await sleep(ms);
  return { pid: process.pid };
};
server.setHandlers(new Map([[work.method, { spec: work, name: 'work', handle }]]));
await server.start();
process.stdout.write('ready\n');
