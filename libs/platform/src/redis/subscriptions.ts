import type { Redis } from 'ioredis';

type Listener = (text: string) => void;

/** How often a quiet subscription is asked whether it still stands. */
const pingMs = 2000;

/** Channels that this process hears, on one connection, which subscribes again by itself when it was lost. */
export class Subscriptions {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly pulse: NodeJS.Timeout;
  private closed = false;

  constructor(private readonly redis: Redis) {
    redis.on('message', (channel: string, text: string) => {
      for (const listener of [...(this.listeners.get(channel) ?? [])]) listener(text);
    });
    // A pong that does not come runs into the connection's socket time-out, which a subscription alone never would.
    this.pulse = setInterval(() => void redis.ping().catch(() => undefined), pingMs);
    this.pulse.unref();
    redis.on('ready', () => void this.subscribeAll());
  }

  /** Resolves when the channel is heard. @throws when Redis is out of reach; then nothing is subscribed */
  async add(channel: string, listener: Listener): Promise<() => void> {
    const remove = this.addSoon(channel, listener);
    try {
      await this.redis.subscribe(channel);
      return remove;
    } catch (error) {
      remove();
      throw error;
    }
  }

  /** As `add`, without waiting: while Redis is out of reach, the channel is heard from its return on. */
  addSoon(channel: string, listener: Listener): () => void {
    const listeners = this.listeners.get(channel);
    if (listeners) listeners.add(listener);
    else {
      this.listeners.set(channel, new Set([listener]));
      this.redis.subscribe(channel).catch(() => undefined);
    }
    return () => this.remove(channel, listener);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.pulse);
    this.listeners.clear();
  }

  private remove(channel: string, listener: Listener): void {
    const listeners = this.listeners.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0 || this.closed) return;
    this.listeners.delete(channel);
    this.redis.unsubscribe(channel).catch(() => undefined);
  }

  /** What was asked for while Redis was away is not among what the client subscribes to again by itself. */
  private async subscribeAll(): Promise<void> {
    const channels = [...this.listeners.keys()];
    if (channels.length > 0) await this.redis.subscribe(...channels).catch(() => undefined);
  }
}
