import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { newId, type Caller, type Role, type ServiceName } from '#libs/contracts';
import { readFromSpec } from '#libs/platform/events';
import type { Service } from '#libs/platform/http';
import { handlersOf, RpcClient, RpcServer, type HandlerEntry } from '#libs/platform/rpc';
import { freshMysqlSchema, type FreshSchema } from '#libs/testing';
import { openHost, type Host } from '../host.js';
import { startService, type ServiceDefinition } from '../start-service.js';

export type Backend = 'sqlite' | 'mariadb';
export const backends: readonly Backend[] = ['sqlite', 'mariadb'];

/** What the other services answer: objects with `@HandleRpc` methods. */
export type Peers = Partial<Record<ServiceName, object>>;

const nothingNew: HandlerEntry['handle'] = (_caller, request) => {
  const { after } = request as { after: number };
  return { events: [], through: after, last: after };
};

/** One service with everything real but its neighbours, on a database of its own. `get` gives its parts, to be called as its controllers do. */
export class ServiceUnderTest {
  private readonly others: RpcClient[] = [];

  private constructor(
    readonly backend: Backend,
    readonly host: Host,
    readonly service: Service,
    /** Calls as another service does. */
    readonly rpc: RpcClient,
    private readonly schema: FreshSchema | undefined,
    private readonly neighbours: readonly RpcServer[],
  ) {}

  /** @param environment that its configuration is read from, beside the database and a folder of its own */
  static async start(
    definition: ServiceDefinition,
    backend: Backend,
    peers: Peers = {},
    environment: Record<string, string> = {},
  ): Promise<ServiceUnderTest> {
    const schema = backend === 'mariadb' ? await freshMysqlSchema() : undefined;
    const host = await hostOf(schema?.url, environment);
    const { rpcWire, identities } = host.wiring;
    const neighbours = await Promise.all(
      Object.entries(peers).map(([name, peer]) => serve(host, name as ServiceName, peer)),
    );
    const service = await startService(definition, host);
    const other: ServiceName = definition.name === 'company' ? 'agents' : 'company';
    const rpc = new RpcClient(rpcWire, { service: other, signature: identities.as(other) });
    return new ServiceUnderTest(backend, host, service, rpc, schema, neighbours);
  }

  get<T>(token: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.service.app.get<T>(token as Type<T>, { strict: false });
  }

  /** Calls as this service does: some methods are for some alone. */
  as(service: ServiceName): RpcClient {
    const { rpcWire, identities } = this.host.wiring;
    const client = new RpcClient(rpcWire, { service, signature: identities.as(service) });
    this.others.push(client);
    return client;
  }

  async stop(): Promise<void> {
    await this.service.close();
    await this.rpc.close();
    for (const other of this.others) await other.close();
    for (const neighbour of this.neighbours) await neighbour.close();
    await this.host.close();
    rmSync(this.host.dataDir, { recursive: true, force: true });
    await this.schema?.drop();
  }
}

/** Somebody of a company, fresh unless given. */
export const callerAs = (role: Role, companyId = newId('company'), userId = newId('user')) =>
  ({ kind: 'user', companyId, userId, sessionId: newId('session'), role }) satisfies Caller;

async function hostOf(databaseUrl: string | undefined, environment: Record<string, string>): Promise<Host> {
  const own = {
    AAAS_DATA_DIR: mkdtempSync(join(tmpdir(), 'aaas-service-')),
    AAAS_MASTER_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    ...environment,
  };
  delete process.env['DATABASE_URL'];
  delete process.env['REDIS_URL'];
  Object.assign(process.env, own, databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl });
  return openHost('standalone');
}

async function serve({ wiring, logger }: Host, service: ServiceName, peer: object): Promise<RpcServer> {
  const { rpcWire, identities } = wiring;
  const server = new RpcServer(rpcWire, { service, signature: identities.as(service), logger: logger('standalone') });
  const entries = handlersOf(peer);
  const catchUp: HandlerEntry = { spec: readFromSpec(service), name: 'events.readFrom', handle: nothingNew };
  server.setHandlers(new Map([...entries, catchUp].map((entry) => [entry.spec.method, entry])));
  await server.start();
  return server;
}
