import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { companyDataRpc, vaultRpc, type RouteSpec, type RpcSpec, type ServiceName } from '#libs/contracts';
import { Durable, durableMigrations, type Serving } from '#libs/durable';
import {
  openDatabase,
  storageWatch,
  type Database,
  type DatabaseOptions,
  type Migration,
} from '#libs/platform/database';
import { AuditTrail } from '#libs/platform/audit';
import { EventDeadLetters, eventMigrations } from '#libs/platform/events';
import {
  answers,
  bootService,
  idempotencyMigrations,
  SqlIdempotencyStore,
  type Probe,
  type Service,
} from '#libs/platform/http';
import type { Logger } from '#libs/platform/logging';
import { RpcClient } from '#libs/platform/rpc';
import { AccessTokens, AuthGuard, EgressPolicy, SafeHttp } from '#libs/platform/security';
import { Measurements } from '#libs/platform/telemetry';
import { vaultEntities, vaultMigrations, type SealedColumn } from '#libs/platform/vault';
import { PlatformModule } from '#libs/platform/wiring';
import { companyDataHandlers } from './tenants/company-rows.rpc.js';
import { CompanyRemover, removerHolder, removerLogger } from './tenants/company-remover.js';
import { CompanyRows, ownedTables } from './tenants/company-rows.js';
import { removalMigrations } from './tenants/removal.entity.js';
import { RemovedCompanies } from './tenants/removed-companies.js';
import { durableOwned, type OwnedTables } from './tenants/tenant-tables.js';
import { DurableModule } from './durable.module.js';
import { measureQueues } from './measure-queues.js';
import { tellRefusals } from './tell-refusals.js';
import { vaultProviders } from './vault.providers.js';
import type { Host } from './host.js';
import { RpcApiKeyCheck, RpcKeySource, RpcSessionCheck } from './identity.js';

/** What makes a service this one: its contracts, tables and features. */
export interface ServiceDefinition {
  name: ServiceName;
  routes: Readonly<Record<string, RouteSpec>>;
  rpc: Readonly<Record<string, RpcSpec>>;
  entities: NonNullable<DatabaseOptions['entities']>;
  migrations: readonly Migration[];
  /** Tables without `company_id` whose rows belong to a company: by what. A test finds those that nobody told of. */
  owned?: OwnedTables;
  /** Tables that belong to no company: accounts, keys of the platform. */
  ofPlatform?: readonly string[];
  /** Columns that hold sealed secrets at rest. */
  sealed?: readonly SealedColumn[];
  /** Runs durable work. */
  durable?: boolean;
  /** Which groups of its runs this process works on; all of them unless set. */
  serves?: (host: Host) => Serving;
  controllers: Type[];
  providers: (host: Host) => Provider[];
  /** Beside database and queue, for `/readyz`. */
  probes?: (get: <T>(token: Type<T>) => T) => Readonly<Record<string, Probe>>;
}

@Module({})
class ServiceModule {}

/** Oldest work that may lie undone before a service counts as stuck, ms. */
const stuckAfterMs = 60_000;

/** Opens the database, migrates it, and boots the service: ready to answer, not yet listening. */
export async function startService(definition: ServiceDefinition, host: Host): Promise<Service> {
  const logger = host.logger(definition.name);
  const database = await openDatabase({
    service: definition.name,
    url: host.databaseUrl,
    ca: host.databaseCa,
    dataDir: host.dataDir,
    entities: [...vaultEntities, ...definition.entities],
    migrations: [
      ...eventMigrations,
      ...idempotencyMigrations,
      ...removalMigrations,
      ...vaultMigrations,
      ...(definition.durable ? (durableMigrations as readonly Migration[]) : []),
      ...definition.migrations,
    ],
    logger,
  });
  try {
    const service = await boot(definition, host, database, logger);
    return {
      ...service,
      async close(options) {
        await service.close(options);
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function boot(definition: ServiceDefinition, host: Host, database: Database, logger: Logger): Promise<Service> {
  const { name, routes } = definition;
  const answersRequests = host.role !== 'worker';
  return bootService({
    service: name,
    module: await moduleOf(definition, host, database, logger),
    routes,
    logger,
    api: answersRequests,
    trustProxy: true,
    metrics: host.telemetry.httpMetrics(name),
    parts: (app) => {
      const client = app.get(RpcClient);
      measureQueues(
        name,
        host.telemetry.measurements,
        app.get(EventDeadLetters),
        definition.durable ? app.get(Durable) : undefined,
      );
      return {
        guard: new AuthGuard(
          new AccessTokens(new RpcKeySource(client)),
          new RpcSessionCheck(client),
          new RpcApiKeyCheck(client),
        ),
        onRefused: tellRefusals(app.get(AuditTrail)),
        idempotency: new SqlIdempotencyStore(database),
        around: host.telemetry.requests(name),
        probes: {
          database: answers(() => database.ping()),
          storage: { check: () => storageWatch.probe() },
          ...(definition.durable ? { wakeUps: progressOf(app.get(Durable)) } : {}),
          ...definition.probes?.((token) => app.get(token)),
        },
      };
    },
  });
}

/** Ready means progress: nothing that could go on has lain for a minute. */
const progressOf = (durable: Durable): Probe => ({
  check: async () => {
    const depth = await durable.depth();
    return { ok: depth.oldestDueMs < stuckAfterMs, detail: depth };
  },
});

async function moduleOf(
  { name, rpc, durable, owned, serves, controllers, providers, sealed = [] }: ServiceDefinition,
  host: Host,
  database: Database,
  logger: Logger,
): Promise<DynamicModule> {
  const platform = PlatformModule.forService({
    service: name,
    wiring: host.wiring,
    logger,
    database,
    rpc: { ...rpc, ...dataRpcOf(name), ...vaultRpc[name] },
    serveRpc: host.role !== 'worker',
    rpcObserver: host.telemetry.rpcObserver(name),
  });
  return {
    module: ServiceModule,
    imports: [
      platform,
      DiscoveryModule,
      ...(durable ? [await DurableModule.forService(name, host, logger, serves?.(host))] : []),
    ],
    controllers,
    providers: [
      ...vaultProviders(name, { database, ring: host.masterKeys, columns: sealed, logger }),
      { provide: SafeHttp, useValue: host.http },
      { provide: EgressPolicy, useValue: host.egress },
      { provide: Measurements, useValue: host.telemetry.measurements },
      { provide: serviceLogger, useValue: logger },
      { provide: ownedTables, useValue: { ...(durable ? durableOwned : {}), ...owned } },
      { provide: removerHolder, useValue: host.wiring.holder },
      { provide: removerLogger, useValue: logger },
      CompanyRows,
      companyDataHandlers(name),
      CompanyRemover,
      RemovedCompanies,
      ...providers(host),
    ],
  };
}

/** What every service answers about the data of a company. */
const dataRpcOf = (name: ServiceName): Record<string, RpcSpec> => {
  const { tables, rows } = companyDataRpc[name];
  return { companyTables: tables, companyRows: rows };
};

/** Token of the service's logger. */
export const serviceLogger = Symbol('service logger');
