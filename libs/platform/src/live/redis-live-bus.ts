import type { RedisConnections } from '#libs/platform/redis';
import { LiveBus } from './live-bus.port.js';

/** Hints about one object within this time become one. */
const gatherMs = 20;

/** Hints over Redis pub/sub. */
export class RedisLiveBus extends LiveBus {
  private readonly waiting = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  /** Pub/sub knows no database number, so the name carries it. */
  private readonly prefix: string;

  constructor(private readonly redis: RedisConnections) {
    super();
    this.prefix = `aaas:live:${redis.commands.options.db ?? 0}:`;
  }

  publish(object: string, seq: number): void {
    this.waiting.set(object, Math.max(seq, this.waiting.get(object) ?? seq));
    this.timer ??= setTimeout(() => this.flush(), gatherMs);
  }

  subscribe(object: string, onHint: (seq: number) => void): () => void {
    return this.redis.subscriptions.addSoon(this.prefix + object, (text) => onHint(Number(text)));
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    const pipeline = this.redis.commands.pipeline();
    for (const [object, seq] of this.waiting) pipeline.publish(this.prefix + object, String(seq));
    this.waiting.clear();
    // Readers look again by themselves: a lost hint costs them two seconds.
    pipeline.exec().catch(() => undefined);
  }
}
