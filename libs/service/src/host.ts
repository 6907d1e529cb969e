import { resolve } from 'node:path';
import type { ServiceName } from '#libs/contracts';
import {
  environmentNow,
  loadConfig,
  readMasterKeys,
  securityConfig,
  serverConfig,
  storageConfig,
  telemetryConfig,
} from '#libs/platform/config';
import { createLogger, type Logger, type LoggerOptions } from '#libs/platform/logging';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import { startTelemetry, type Telemetry } from '#libs/platform/telemetry';
import { MasterKeyRing } from '#libs/platform/vault';
import { createWiring, type Wiring } from '#libs/platform/wiring';
import { chaosConfig } from './chaos-config.js';
import { parseCrashRule, type CrashRule } from '#libs/durable';

/** What one process has, whichever services run in it. */
export interface Host {
  readonly role: 'api' | 'worker' | 'all';
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Address that links carry. */
  readonly publicUrl: string;
  /** Requests come through a gateway of ours, which says from where; an embedded platform is spoken to by anybody. */
  readonly behindGateway: boolean;
  /** One process that keeps everything to itself: no other touches its databases. */
  readonly exclusive: boolean;
  readonly wiring: Wiring;
  readonly masterKeys: MasterKeyRing;
  readonly egress: EgressPolicy;
  readonly http: SafeHttp;
  readonly telemetry: Telemetry;
  readonly crashRule: CrashRule | undefined;
  logger(service: ServiceName | 'standalone'): Logger;
  close(): Promise<void>;
}

export interface HostOptions {
  /** Where lines of the log go; standard output unless set. */
  log?: LoggerOptions['destination'];
}

/** Reads the configuration and opens what all services of this process share. @throws ConfigError naming each wrong variable */
export async function openHost(name: ServiceName | 'standalone', { log }: HostOptions = {}): Promise<Host> {
  const environment = environmentNow();
  const config = loadConfig({
    server: serverConfig,
    storage: storageConfig,
    security: securityConfig,
    telemetry: telemetryConfig,
    chaos: chaosConfig,
  });
  const { server, storage, security } = config;
  const dataDir = resolve(server.dataDir);
  const embedded = name === 'standalone';
  const ownKeys = { dataDir, embedded: embedded && storage.redisUrl === undefined };
  let mayMake = true;
  const masterKeys = new MasterKeyRing(() => {
    const { masterKeys: given } = loadConfig({ security: securityConfig }, environment).security;
    return readMasterKeys({ masterKeys: given, ...ownKeys, mayMake });
  });
  mayMake = false;
  const telemetry = startTelemetry({ service: name, endpoint: config.telemetry.otlpEndpoint });
  const logger = (service: ServiceName | 'standalone') =>
    createLogger({ service, level: config.telemetry.logLevel, ...(log ? { destination: log } : {}) });
  const { redisUrl, blobUrl } = storage;
  const wiring = await createWiring({ redisUrl, blobUrl, dataDir, masterKeys, logger: logger(name) });
  const egress = new EgressPolicy(security.egressAllow);
  const http = new SafeHttp(egress);
  return {
    role: server.role,
    port: server.port,
    dataDir,
    databaseUrl: storage.databaseUrl,
    publicUrl: server.publicUrl ?? `http://localhost:${server.port}`,
    behindGateway: !embedded,
    exclusive: storage.databaseUrl === undefined,
    wiring,
    masterKeys,
    egress,
    http,
    telemetry,
    crashRule: config.chaos.crashPoint === undefined ? undefined : parseCrashRule(config.chaos.crashPoint),
    logger,
    async close() {
      await http.close();
      await wiring.close();
      await telemetry.close();
    },
  };
}
