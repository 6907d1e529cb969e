import { Redis, type RedisOptions } from 'ioredis';

/**
 * A connection that is given up when an answer is due and nothing comes, and whose watch over that ends with it: ioredis leaves the
 * timer of a waiting command behind, which keeps the process alive for as long (its `setSocketTimeout`).
 */
export class SilenceSafeRedis extends Redis {
  constructor(options: RedisOptions) {
    super(options);
    this.on('end', () => clearTimeout(Reflect.get(this, 'socketTimeoutTimer') as NodeJS.Timeout | undefined));
  }

  /** BullMQ duplicates the connection that it is given, for the one that waits at the server. */
  override duplicate(options?: RedisOptions): Redis {
    return new SilenceSafeRedis({ ...this.options, ...options });
  }
}
