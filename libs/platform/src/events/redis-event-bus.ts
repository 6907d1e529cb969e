import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope, ServiceName } from '#libs/contracts';
import type { BlockingConnection, RedisConnections } from '#libs/platform/redis';
import { EventBus } from './event-bus.port.js';

/** Entries that a stream keeps, about. Whoever needs older events asks the producer. */
const kept = 2000;
/** Events of one entry: what was committed together travels together. */
const perEntry = 50;
const beginning = '0-0';
const streamOf = (producer: ServiceName): string => `aaas:events:${producer}`;

interface Subscription {
  listeners: Set<(event: EventEnvelope) => void>;
  /** Id of the last entry read; undefined until the stream's end is known. */
  last: string | undefined;
}

/** Events over Redis streams, one per producer, read from their end on by each process that listens. */
export class RedisEventBus extends EventBus {
  private readonly subscriptions = new Map<ServiceName, Subscription>();
  private reading: { connection: BlockingConnection; done: Promise<void> } | undefined;
  private closed = false;

  constructor(private readonly redis: RedisConnections) {
    super();
  }

  async publish(producer: ServiceName, events: readonly EventEnvelope[]): Promise<void> {
    const pipeline = this.redis.commands.pipeline();
    for (let from = 0; from < events.length; from += perEntry) {
      const some = JSON.stringify(events.slice(from, from + perEntry));
      pipeline.xadd(streamOf(producer), 'MAXLEN', '~', kept, '*', 'events', some);
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }

  async subscribe(producer: ServiceName, onEvent: (event: EventEnvelope) => void): Promise<() => void> {
    const subscription = this.subscriptions.get(producer) ?? { listeners: new Set(), last: undefined };
    this.subscriptions.set(producer, subscription);
    const listener = (event: EventEnvelope) => onEvent(event);
    subscription.listeners.add(listener);
    subscription.last ??= await this.endOf(producer).catch(() => undefined);
    this.read();
    return () => {
      subscription.listeners.delete(listener);
      if (subscription.listeners.size === 0) this.subscriptions.delete(producer);
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.reading?.connection.wake();
    await this.reading?.done;
    await this.reading?.connection.close();
  }

  private read(): void {
    if (this.reading || this.closed) return;
    const connection = this.redis.blocking('events');
    this.reading = { connection, done: this.readAll(connection) };
  }

  private async readAll(connection: BlockingConnection): Promise<void> {
    let sound = true;
    while (!this.closed) {
      try {
        await this.place(sound);
        sound = true;
        const known = [...this.subscriptions].filter(([, { last }]) => last !== undefined);
        if (known.length === 0) await sleep(100);
        else await this.readSome(connection, known);
      } catch {
        if (this.closed) return;
        sound = false;
        await sleep(200);
      }
    }
  }

  /** Finds where each stream ends that is not read yet; after a fault also whether one came back empty and counts from below. */
  private async place(sound: boolean): Promise<void> {
    for (const [producer, subscription] of this.subscriptions) {
      const { last } = subscription;
      if (last === undefined) subscription.last = await this.endOf(producer);
      else if (!sound && isBelow(await this.endOf(producer), last)) subscription.last = beginning;
    }
  }

  private async readSome(connection: BlockingConnection, known: [ServiceName, Subscription][]): Promise<void> {
    const names = known.map(([producer]) => streamOf(producer));
    const ids = known.map(([, { last }]) => last ?? '$');
    const streams = await connection.wait((redis) =>
      redis.xread('COUNT', 200, 'BLOCK', 1000, 'STREAMS', ...names, ...ids),
    );
    for (const [stream, entries] of streams ?? []) {
      const [, subscription] = known[names.indexOf(stream)] ?? [];
      if (!subscription) continue;
      for (const [id, fields] of entries) {
        subscription.last = id;
        const events = JSON.parse(fields[1] ?? '[]') as EventEnvelope[];
        for (const event of events) for (const listener of [...subscription.listeners]) listener(event);
      }
    }
  }

  private async endOf(producer: ServiceName): Promise<string> {
    const [entry] = await this.redis.commands.xrevrange(streamOf(producer), '+', '-', 'COUNT', 1);
    return entry?.[0] ?? beginning;
  }
}

const isBelow = (id: string, other: string): boolean => {
  const [[ms = 0, seq = 0], [otherMs = 0, otherSeq = 0]] = [id.split('-').map(Number), other.split('-').map(Number)];
  return ms < otherMs || (ms === otherMs && seq < otherSeq);
};
