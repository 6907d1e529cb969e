import type { ServiceName } from '#libs/contracts';
import { outsideTransaction, type Database } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import type { EventConsumer } from './consumer.js';
import { ConsumerLoop, type ConsumerSettings } from './consumer-loop.js';
import type { EventBus } from './event-bus.port.js';
import type { EventPage } from './event-log.js';
import { Lease } from './lease.js';
import { LeasedLoop } from './leased-loop.js';

export interface ReaderSettings {
  db: Database;
  bus: EventBus;
  holder: string;
  logger: Logger;
  readFrom: (
    producer: ServiceName,
    request: { after: number; types: string[] },
    signal: AbortSignal,
  ) => Promise<EventPage>;
  catchUpMs?: number | undefined;
  retryMs?: number | undefined;
  onBuried?: ConsumerSettings['onBuried'];
}

/** Reads one producer for all consumers of this service that want it; one process at a time, by lease. */
export class EventReader {
  private readonly loop: LeasedLoop;
  private stopWork: (() => Promise<void>) | undefined;

  constructor(
    private readonly producer: ServiceName,
    private readonly consumers: readonly EventConsumer[],
    private readonly settings: ReaderSettings,
  ) {
    const lease = new Lease(settings.db, `reader:${producer}`, settings.holder);
    this.loop = new LeasedLoop(
      lease,
      {
        taken: () => this.startWork(),
        lost: () => this.stopWork?.() ?? Promise.resolve(),
        // The consumers' own loops do the work; this one keeps the lease.
        turn: async () => false,
        idleMs: Infinity,
      },
      settings.logger,
    );
  }

  get reading(): boolean {
    return this.stopWork !== undefined;
  }

  start(): void {
    outsideTransaction(() => this.loop.start());
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  private async startWork(): Promise<void> {
    const { db, bus, logger, readFrom, catchUpMs, retryMs, onBuried } = this.settings;
    const settings: ConsumerSettings = {
      db,
      logger,
      catchUpMs,
      retryMs,
      onBuried,
      readFrom: (request, signal) => readFrom(this.producer, request, signal),
    };
    const loops = this.consumers.map((consumer) => new ConsumerLoop(consumer, settings));
    const stop = new AbortController();
    // Listening first, catching up second: nothing falls between.
    const deafen = await bus.subscribe(this.producer, (event) => loops.forEach((loop) => loop.offer(event)));
    const work = loops.map((loop) => loop.run(stop.signal));
    this.stopWork = async () => {
      this.stopWork = undefined;
      deafen();
      stop.abort();
      await Promise.all(work);
    };
  }
}

/** Groups consumers by producer. @throws Error on a name used twice, on a consumer without events, or of several producers. */
export const byProducer = (consumers: readonly EventConsumer[]): Map<ServiceName, EventConsumer[]> => {
  const groups = new Map<ServiceName, EventConsumer[]>();
  const names = new Set<string>();
  for (const consumer of consumers) {
    const producers = new Set(consumer.events.map(({ producer }) => producer));
    const [producer] = producers;
    if (!producer || producers.size > 1)
      throw new Error(`Event consumer ${consumer.name} must take events of exactly one producer`);
    if (names.has(consumer.name)) throw new Error(`Two event consumers are called ${consumer.name}`);
    names.add(consumer.name);
    groups.set(producer, [...(groups.get(producer) ?? []), consumer]);
  }
  return groups;
};
