import { AsyncResource } from 'node:async_hooks';
import { AppError } from '#libs/contracts';
import type { Slots } from './slots.js';
import { queueBound, RpcWire, type Closeable } from './wire.port.js';

interface Queue {
  texts: string[];
  consumers: { slots: Slots; take: (text: string) => void }[];
  turn: number;
}

/** Queues and channels of one process: the embedded platform's five services share one. */
export class MemoryWire extends RpcWire {
  private readonly queues = new Map<string, Queue>();
  private readonly channels = new Map<string, Set<(text: string) => void>>();

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  async push(name: string, text: string): Promise<void> {
    const queue = this.queue(name);
    if (queue.texts.length >= queueBound)
      throw new AppError('UNAVAILABLE', { detail: `${name} has too many calls waiting` });
    queue.texts.push(text);
    setImmediate(() => this.hand(queue));
  }

  consume(name: string, slots: Slots, take: (text: string) => void): Closeable {
    const queue = this.queue(name);
    // Bound, or a handler would run inside its caller's request and trace.
    const consumer = { slots, take: AsyncResource.bind(take) };
    queue.consumers.push(consumer);
    const off = slots.onChange(() => this.hand(queue));
    this.hand(queue);
    return {
      close: async () => {
        off();
        queue.consumers = queue.consumers.filter((other) => other !== consumer);
      },
    };
  }

  /** Done when the text was heard: a stream that never pauses by itself lets its caller read, and cancel, after each chunk. */
  publish(channel: string, text: string): Promise<number> {
    const listeners = this.channels.get(channel);
    if (!listeners) return Promise.resolve(0);
    return new Promise((resolve) => {
      setImmediate(() => {
        listeners.forEach((onText) => onText(text));
        resolve(listeners.size);
      });
    });
  }

  async listen(channel: string, onText: (text: string) => void): Promise<Closeable> {
    const listeners = this.channels.get(channel) ?? new Set();
    const bound = AsyncResource.bind(onText);
    this.channels.set(channel, listeners.add(bound));
    return {
      close: async () => {
        listeners.delete(bound);
        if (listeners.size === 0) this.channels.delete(channel);
      },
    };
  }

  async close(): Promise<void> {
    this.queues.clear();
    this.channels.clear();
  }

  private queue(name: string): Queue {
    const queue = this.queues.get(name) ?? { texts: [], consumers: [], turn: 0 };
    this.queues.set(name, queue);
    return queue;
  }

  /** Hands waiting texts to consumers with room, in turn. */
  private hand(queue: Queue): void {
    while (queue.texts.length > 0) {
      const ready = queue.consumers.filter((consumer) => consumer.slots.free > 0);
      const consumer = ready[queue.turn++ % Math.max(ready.length, 1)];
      if (!consumer) return;
      consumer.take(queue.texts.shift() as string);
    }
  }
}
