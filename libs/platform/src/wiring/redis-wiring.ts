import { RedisCacheStore } from '#libs/platform/cache';
import { RedisEventBus } from '#libs/platform/events';
import { RedisLimitStore } from '#libs/platform/limits';
import { RedisLiveBus, RedisLiveFeed } from '#libs/platform/live';
import type { Logger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { RedisWire } from '#libs/platform/rpc';
import type { Wiring } from './wiring.js';

/** Everything on one Redis. @throws Error when it is not there, too old, or may evict */
export async function onRedis(
  redisUrl: string,
  logger: Logger,
  redisCa?: string,
): Promise<Omit<Wiring, 'blobs' | 'blobLocation' | 'identities' | 'holder'>> {
  const redis = await RedisConnections.open(redisUrl, logger, redisCa);
  const [rpcWire, eventBus, liveBus] = [await RedisWire.open(redis), new RedisEventBus(redis), new RedisLiveBus(redis)];
  const liveFeed = new RedisLiveFeed(redis);
  return {
    rpcWire,
    eventBus,
    liveBus,
    liveFeed,
    cacheStore: new RedisCacheStore(redis),
    limitStore: new RedisLimitStore(redis),
    redisUrl,
    redisCa,
    async close() {
      await Promise.all([rpcWire, eventBus, liveBus, liveFeed].map((part) => part.close()));
      await redis.close();
    },
  };
}
