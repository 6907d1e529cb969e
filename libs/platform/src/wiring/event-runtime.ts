import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  BuriedEvents,
  byProducer,
  EventConsumer,
  EventDeadLetters,
  EventReader,
  OutboxRelay,
  readFromSpec,
} from '#libs/platform/events';
import { RpcClient } from '#libs/platform/rpc';
import { instancesOf } from './instances.js';
import { platformSettings, type PlatformSettings } from './settings.js';

/** Relays the service's outbox and feeds its event consumers while the application runs. */
@Injectable()
export class EventRuntime implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readers: EventReader[] = [];

  constructor(
    @Inject(platformSettings) private readonly settings: PlatformSettings,
    private readonly discovery: DiscoveryService,
    private readonly client: RpcClient,
    private readonly relay: OutboxRelay,
    private readonly letters: EventDeadLetters,
  ) {}

  /** @throws Error on consumers that share a name or mix producers */
  onModuleInit(): void {
    const { wiring, database, logger } = this.settings;
    const consumers = instancesOf(this.discovery).filter((instance) => instance instanceof EventConsumer);
    const undertakers = instancesOf(this.discovery).filter((instance) => instance instanceof BuriedEvents);
    this.letters.know(consumers);
    this.readers = [...byProducer(consumers)].map(
      ([producer, group]) =>
        new EventReader(producer, group, {
          db: database,
          bus: wiring.eventBus,
          holder: wiring.holder,
          logger,
          onBuried: async (tx, letter) => {
            for (const undertaker of undertakers) await undertaker.onBuried(tx, letter);
          },
          readFrom: (from, request, signal) => this.client.call(readFromSpec(from), request, { signal }),
        }),
    );
  }

  onApplicationBootstrap(): void {
    this.relay.start();
    for (const reader of this.readers) reader.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relay.stop(), ...this.readers.map((reader) => reader.stop())]);
  }
}
