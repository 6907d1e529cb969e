import type { RedisConnections } from '#libs/platform/redis';
import { LiveFeed } from './live-feed.port.js';

/** Words over Redis pub/sub, a channel for each topic: a process hears what it listens to, and no more. */
export class RedisLiveFeed extends LiveFeed {
  /** Pub/sub knows no database number, so the name carries it. */
  private readonly prefix: string;
  private closed = false;

  constructor(private readonly redis: RedisConnections) {
    super();
    this.prefix = `aaas:feed:${redis.commands.options.db ?? 0}:`;
  }

  publish(topic: string, words: unknown): void {
    if (this.closed) return;
    this.redis.commands.publish(this.prefix + topic, JSON.stringify(words)).catch(() => undefined);
  }

  async subscribe(topic: string, onWords: (words: unknown) => void): Promise<() => void> {
    const listener = (text: string) => {
      if (!this.closed) onWords(JSON.parse(text));
    };
    const { subscriptions } = this.redis;
    return subscriptions
      .add(this.prefix + topic, listener)
      .catch(() => subscriptions.addSoon(this.prefix + topic, listener));
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
