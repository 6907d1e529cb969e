import type { RedisConnections } from '#libs/platform/redis';
import { CacheStore } from './cache-store.port.js';

const prefix = 'aaas:cache:';

/** A cache that all replicas share. */
export class RedisCacheStore extends CacheStore {
  constructor(private readonly redis: RedisConnections) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.redis.commands.get(prefix + key)) ?? undefined;
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    await this.redis.commands.set(prefix + key, text, 'PX', ttlMs);
  }

  async delete(key: string): Promise<void> {
    await this.redis.commands.del(prefix + key);
  }
}
