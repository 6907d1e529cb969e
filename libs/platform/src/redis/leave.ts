import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const patienceMs = 500;

/** Says good-bye, so that no timer of the client outlives the connection; cuts it off when nobody answers. */
export async function leave(redis: Redis): Promise<void> {
  const late = new AbortController();
  const gone = redis.status === 'end' ? Promise.resolve() : redis.quit().then(() => undefined);
  await Promise.race([gone, sleep(patienceMs, undefined, { signal: late.signal })]).catch(() => undefined);
  late.abort();
  redis.disconnect();
}
