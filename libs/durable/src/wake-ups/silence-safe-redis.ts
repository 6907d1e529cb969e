import { Redis, type RedisOptions } from 'ioredis';

/** How long an answer may take: at once where nothing waits at the server, up to 10 s where something does. Milliseconds. */
const silenceMs = { asking: 4000, waiting: 13_000 };

/**
 * A connection that is given up when an answer is due and nothing comes, also while it is being set up, and whose watch over that ends
 * with it: ioredis leaves the timer of a waiting command behind (its `setSocketTimeout`), which keeps the process alive for as long,
 * and arms none over the connection that follows.
 */
export class SilenceSafeRedis extends Redis {
  private readonly copies = new Set<SilenceSafeRedis>();

  constructor(options: RedisOptions, waits = false) {
    super({ ...options, socketTimeout: silenceMs.asking });
    if (waits) this.on('ready', () => (this.options.socketTimeout = silenceMs.waiting));
    this.on('close', () => {
      this.options.socketTimeout = silenceMs.asking;
      clearTimeout(Reflect.get(this, 'socketTimeoutTimer') as NodeJS.Timeout | undefined);
      Reflect.set(this, 'socketTimeoutTimer', undefined);
    });
  }

  /** BullMQ duplicates the connection that it is given, for the one that waits at the server. */
  override duplicate(options?: RedisOptions): Redis {
    const copy = new SilenceSafeRedis({ ...this.options, ...options }, true);
    this.copies.add(copy);
    copy.once('end', () => this.copies.delete(copy));
    return copy;
  }

  /** For good, with its copies: one that still waits at the server would keep the process alive. */
  override disconnect(reconnect = false): void {
    super.disconnect(reconnect);
    if (!reconnect) for (const copy of this.copies) copy.disconnect();
  }
}
