import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { services, type ServiceName } from '#libs/contracts';
import { startGateway } from './gateway.js';
import { createServiceSchemas, dropServiceSchemas } from './mysql-schemas.js';
import { freePort } from './servers/free-port.js';
import { type MariaDbServer, startMariaDb } from './servers/mariadb.js';
import { type NginxServer } from './servers/nginx.js';
import { type RedisServer, startRedis } from './servers/redis.js';
import { serverFolder } from './servers/server-process.js';
import { ensureBuilt, ServiceProcess } from './service-process.js';

/** Services that have workers; the others do all their work in their api processes. */
export const workerServices = ['company', 'agents', 'notifications'] as const satisfies readonly ServiceName[];
type WorkerService = (typeof workerServices)[number];

export interface EmbeddedOptions {
  /** Further settings, over those that a fresh installation has. */
  env?: Record<string, string>;
  port?: number;
}

/**
 * Starts the whole platform in one process on a free port, with an empty data folder, and waits until it is ready.
 * `url` is its address; `stop()` ends it and removes the folder.
 */
export async function launchEmbedded({ env = {}, port }: EmbeddedOptions = {}): Promise<ServiceProcess> {
  ensureBuilt();
  const listen = port ?? (await freePort());
  const settings = { AAAS_PUBLIC_URL: `http://127.0.0.1:${listen}`, ...openDoor, ...env };
  const platform = new ServiceProcess({ name: 'standalone', app: 'standalone', port: listen, env: settings });
  await platform.start();
  return platform;
}

/** As the gateway of the tests: all of a suite comes from one address. */
export const openDoor: Readonly<Record<string, string>> = {
  ...{ AAAS_GATEWAY_RATE: '100000', AAAS_GATEWAY_BURST: '10000', AAAS_GATEWAY_SIGN_IN_RATE: '1000' },
  ...{ AAAS_GATEWAY_SIGN_IN_BURST: '1000', AAAS_GATEWAY_HEAVY_RATE: '1000', AAAS_GATEWAY_HEAVY_BURST: '1000' },
};

export interface DistributedOptions {
  /** Processes that answer requests; one each unless set. */
  replicas?: Partial<Record<ServiceName, number>>;
  /** Workers of each service that has some; one each unless set. */
  workers?: number | Partial<Record<WorkerService, number>>;
  /** Workers for certain agents alone, beside those of all: what `AAAS_AGENTS` says of each. */
  agentWorkers?: readonly string[];
  /** Further settings of every process. */
  env?: Record<string, string>;
  /** The gateway's port. */
  port?: number;
}

/** The platform as it stands in production, on this machine. All parts can be killed and restarted one by one. */
export interface DistributedPlatform {
  /** Address of the gateway. */
  url: string;
  gateway: NginxServer;
  /** Absent when the database is a server that was there before (AAAS_TEST_DATABASE_URL). */
  database: MariaDbServer | undefined;
  redis: RedisServer;
  api: Record<ServiceName, ServiceProcess[]>;
  workers: Record<WorkerService, ServiceProcess[]>;
  /** In the order of the option. */
  agentWorkers: ServiceProcess[];
  /** Every Node process, api and workers. */
  processes: ServiceProcess[];
  stop(): Promise<void>;
}

/** Starts MariaDB, Redis, five services with replicas, their workers, and Nginx, all from local binaries. Resolves when all are ready. */
export async function launchDistributed(options: DistributedOptions = {}): Promise<DistributedPlatform> {
  ensureBuilt();
  const port = options.port ?? (await freePort());
  const [database, redis] = await Promise.all([openDatabases(), startRedis({ appendOnly: true })]);
  const shared = settingsOfAll(redis, port, options.env);
  const settings = (service: ServiceName, role: string) => ({
    ...shared,
    DATABASE_URL: database.urls[service],
    AAAS_ROLE: role,
  });

  const api = {} as Record<ServiceName, ServiceProcess[]>;
  for (const service of services) {
    const role = hasWorkers(service) ? 'api' : 'all';
    api[service] = await make(service, service, options.replicas?.[service] ?? 1, settings(service, role));
  }
  const workers = {} as Record<WorkerService, ServiceProcess[]>;
  for (const service of workerServices) {
    const count = typeof options.workers === 'object' ? options.workers[service] : options.workers;
    workers[service] = await make(`${service}-worker`, service, count ?? 1, settings(service, 'worker'));
  }
  const agentWorkers: ServiceProcess[] = [];
  for (const [index, names] of (options.agentWorkers ?? []).entries()) {
    const env = { ...settings('agents', 'worker'), AAAS_AGENTS: names };
    agentWorkers.push(...(await make(`own-worker-${index + 1}`, 'agents', 1, env)));
  }
  const processes = [...Object.values(api), ...Object.values(workers), agentWorkers].flat();
  const upstreams = Object.fromEntries(services.map((name) => [name, api[name].map((each) => each.port)]));
  const stopAll = async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all([database.stop(), redis.stop()]);
  };
  try {
    await Promise.all(processes.map((each) => each.start()));
    const gateway = await startGateway(
      { upstreams: upstreams as Record<ServiceName, number[]>, webRoot: webRoot() },
      port,
    );
    const stop = async () => {
      await gateway.stop();
      await stopAll();
    };
    const { url } = gateway;
    return { url, gateway, database: database.server, redis, api, workers, agentWorkers, processes, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

interface Databases {
  urls: Record<ServiceName, string>;
  server: MariaDbServer | undefined;
  stop(): Promise<void>;
}

/** Schemas and users of the five services: on a private server, or on the one that the environment names. */
async function openDatabases(): Promise<Databases> {
  const given = process.env['AAAS_TEST_DATABASE_URL'];
  if (given) {
    const prefix = `t${randomBytes(4).toString('hex')}`;
    const urls = await createServiceSchemas(given, { prefix });
    return { urls, server: undefined, stop: () => dropServiceSchemas(given, prefix) };
  }
  const server = await startMariaDb();
  return { urls: await createServiceSchemas(server.url), server, stop: () => server.stop() };
}

const hasWorkers = (service: ServiceName): boolean => (workerServices as readonly ServiceName[]).includes(service);

async function make(
  name: string,
  app: ServiceName,
  count: number,
  env: Record<string, string>,
): Promise<ServiceProcess[]> {
  const made: ServiceProcess[] = [];
  for (let number = 1; number <= count; number++) {
    made.push(new ServiceProcess({ name: `${name}-${number}`, app, port: await freePort(), env }));
  }
  return made;
}

function settingsOfAll(redis: RedisServer, port: number, env: Record<string, string> = {}): Record<string, string> {
  const blobs = join(serverFolder('blobs'), 'files');
  mkdirSync(blobs);
  return {
    REDIS_URL: redis.url,
    BLOB_URL: `file://${blobs}`,
    AAAS_MASTER_KEY: randomBytes(32).toString('base64'),
    AAAS_PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...env,
  };
}

/** The built web app; an empty folder while it is not built. */
function webRoot(): string {
  const built = join(process.cwd(), 'dist/web');
  return existsSync(built) ? built : serverFolder('web');
}
