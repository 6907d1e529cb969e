import type { Redis } from 'ioredis';

const fieldsOf = (info: string): Map<string, string> =>
  new Map(info.split('\r\n').map((line) => line.split(':', 2) as [string, string]));

/** @throws Error that names the setting: requests, events and wake-ups must not be evicted, and are taken by commands of Redis 7 */
export async function checkServer(redis: Redis): Promise<void> {
  const fields = fieldsOf((await redis.info('server')) + (await redis.info('memory')));
  const version = fields.get('redis_version') ?? '0';
  if (Number.parseInt(version, 10) < 7)
    throw new Error(`REDIS_URL: the server is Redis ${version}; 7.0 or later is needed`);
  const policy = fields.get('maxmemory_policy');
  if (policy === 'noeviction') return;
  throw new Error(
    `REDIS_URL: the server's maxmemory-policy is ${policy}, which loses work when memory is full. Set: maxmemory-policy noeviction`,
  );
}
