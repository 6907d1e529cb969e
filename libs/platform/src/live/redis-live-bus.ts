import type { RedisConnections } from '#libs/platform/redis';
import { Listeners } from './listeners.js';
import { LiveBus } from './live-bus.port.js';

/** Hints about one object within this time become one. */
const gatherMs = 20;

/** Objects with an id share a channel; a name such as `outbox:company` has its own, because its listeners care for nothing else. */
const channelOf = (object: string): string => (object.includes(':') ? object : 'objects');

/** Hints over Redis pub/sub: those of a moment are one message, from which each process that listens picks its own. */
export class RedisLiveBus extends LiveBus {
  private readonly waiting = new Map<string, number>();
  private readonly listeners = new Listeners();
  private readonly heard = new Map<string, { objects: number; leave: () => void }>();
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
    // A fresh function, so that one listener may subscribe twice.
    const listener = (seq: number) => onHint(seq);
    if (this.listeners.add(object, listener)) this.hear(channelOf(object));
    return () => {
      if (this.listeners.remove(object, listener)) this.leave(channelOf(object));
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private hear(channel: string): void {
    const known = this.heard.get(channel);
    if (known) known.objects += 1;
    else {
      const leave = this.redis.subscriptions.addSoon(this.prefix + channel, (text) => this.tell(text));
      this.heard.set(channel, { objects: 1, leave });
    }
  }

  private leave(channel: string): void {
    const known = this.heard.get(channel);
    if (!known || --known.objects > 0) return;
    this.heard.delete(channel);
    known.leave();
  }

  private tell(text: string): void {
    for (const [object, seq] of JSON.parse(text) as [string, number][]) this.listeners.tell(object, seq);
  }

  private flush(): void {
    this.timer = undefined;
    const byChannel = new Map<string, [string, number][]>();
    for (const hint of this.waiting) {
      const hints = byChannel.get(channelOf(hint[0]));
      if (hints) hints.push(hint);
      else byChannel.set(channelOf(hint[0]), [hint]);
    }
    this.waiting.clear();
    // Readers look again by themselves: a lost hint costs them two seconds.
    for (const [channel, hints] of byChannel)
      this.redis.commands.publish(this.prefix + channel, JSON.stringify(hints)).catch(() => undefined);
  }
}
