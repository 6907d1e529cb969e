import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { RpcSpec, ServiceName } from '#libs/contracts';
import { AuditTrail, SecretUses } from '#libs/platform/audit';
import { Blobs } from '#libs/platform/blobs';
import { Cache } from '#libs/platform/cache';
import { assertNoTransaction, Database } from '#libs/platform/database';
import { EventDeadLetters, Outbox, OutboxRelay } from '#libs/platform/events';
import { Limits } from '#libs/platform/limits';
import { LiveBus, LiveFeed } from '#libs/platform/live';
import type { Logger } from '#libs/platform/logging';
import { RpcClient, RpcServer, type RpcObserver } from '#libs/platform/rpc';
import { EventRuntime } from './event-runtime.js';
import { RpcRuntime } from './rpc-runtime.js';
import { platformSettings, type PlatformSettings } from './settings.js';
import type { Wiring } from './wiring.js';

export interface ServiceOptions {
  service: ServiceName;
  wiring: Wiring;
  /** Opened with `eventMigrations` among its migrations. */
  database: Database;
  logger: Logger;
  /** What this service answers: `companyRpc`. Boot fails unless every one has exactly one `@HandleRpc`, and no other has. */
  rpc: Record<string, RpcSpec>;
  /** False in a process that only works (`AAAS_ROLE=worker`): it calls, and answers nothing. */
  serveRpc?: boolean;
  /** RPC calls that one replica works on at a time; 100 unless set. */
  rpcSlots?: number;
  /** How long a shutdown waits for RPC calls in work, in ms; 30,000 unless set. */
  drainMs?: number;
  rpcObserver?: RpcObserver;
}

const clientOf = ({ service, wiring, rpcObserver }: ServiceOptions): RpcClient =>
  new RpcClient(wiring.rpcWire, {
    service,
    signature: wiring.identities.as(service),
    observer: rpcObserver,
    guard: () => assertNoTransaction('A call to another service'),
  });

const serverOf = ({ service, wiring, logger, rpcObserver, rpcSlots, drainMs }: ServiceOptions): RpcServer =>
  new RpcServer(wiring.rpcWire, {
    service,
    signature: wiring.identities.as(service),
    logger,
    observer: rpcObserver,
    slots: rpcSlots,
    drainMs,
  });

const relayOf = ({ wiring, database, logger }: ServiceOptions): OutboxRelay =>
  new OutboxRelay({ db: database, bus: wiring.eventBus, live: wiring.liveBus, holder: wiring.holder, logger });

/** What a feature may ask for by class: Database, RpcClient, Outbox, AuditTrail, LiveBus, LiveFeed, Cache, Limits, Blobs. */
const portsOf = ({ service, wiring, database, logger }: ServiceOptions): Provider[] => [
  { provide: Database, useValue: database },
  { provide: LiveBus, useValue: wiring.liveBus },
  { provide: LiveFeed, useValue: wiring.liveFeed },
  { provide: Blobs, useValue: wiring.blobs },
  { provide: Cache, useValue: new Cache(wiring.cacheStore, `${service}:`, logger) },
  { provide: Limits, useValue: new Limits(wiring.limitStore, `${service}:`, logger) },
  {
    provide: Outbox,
    inject: [OutboxRelay],
    useFactory: (relay: OutboxRelay) => new Outbox(service, () => relay.poke()),
  },
  {
    provide: AuditTrail,
    inject: [Outbox],
    useFactory: (outbox: Outbox) => (database.changes = new AuditTrail(service, database, outbox, logger)),
  },
];

/**
 * The platform of one service, known to all its modules. With the application it starts serving RPC, relaying the outbox and
 * reading events; with it they end, calls in work first.
 */
@Module({})
export class PlatformModule {
  static forService(options: ServiceOptions): DynamicModule {
    const settings: PlatformSettings = { ...options, serveRpc: options.serveRpc ?? true };
    return {
      module: PlatformModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        ...portsOf(options),
        { provide: platformSettings, useValue: settings },
        { provide: RpcClient, useFactory: () => clientOf(options) },
        { provide: RpcServer, useFactory: () => serverOf(options) },
        { provide: OutboxRelay, useFactory: () => relayOf(options) },
        { provide: EventDeadLetters, useFactory: () => new EventDeadLetters(options.database) },
        SecretUses,
        RpcRuntime,
        EventRuntime,
      ],
      exports: [
        Database,
        LiveBus,
        LiveFeed,
        Blobs,
        Cache,
        Limits,
        Outbox,
        AuditTrail,
        SecretUses,
        EventDeadLetters,
        RpcClient,
      ],
    };
  }
}
