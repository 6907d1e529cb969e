import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { event, rpc, type Caller, type RpcSpec, type ServiceName } from '#libs/contracts';
import { Blobs } from '#libs/platform/blobs';
import { Cache } from '#libs/platform/cache';
import { Database, openDatabase, type Tx } from '#libs/platform/database';
import { EventConsumer, eventMigrations, Outbox, type EnvelopeOf } from '#libs/platform/events';
import { Limits } from '#libs/platform/limits';
import { LiveBus } from '#libs/platform/live';
import { silentLogger } from '#libs/platform/logging';
import { HandleRpc, RpcClient } from '#libs/platform/rpc';
import { MasterKeyRing } from '#libs/platform/vault';
import { freshRedis } from '#libs/testing';
import { PlatformModule } from './platform.module.js';
import { createWiring, type Wiring } from './wiring.js';

const double = rpc({
  service: 'ai',
  method: 'ai.double',
  permission: 'service',
  timeoutMs: 2000,
  request: z.object({ n: z.number() }),
  response: z.object({ n: z.number() }),
});
const missing = rpc({ ...double, method: 'ai.missing' });
const doubled = event({ type: 'n.doubled.v1', producer: 'ai', data: z.object({ n: z.number() }) });
const companyId = 'co_01h455vb4pex5vsknk084sn02q';

@Injectable()
class Doubler {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}
  @HandleRpc(double) async double(_caller: Caller | undefined, { n }: { n: number }): Promise<{ n: number }> {
    await this.db.transaction((tx) => this.outbox.add(tx, doubled, { companyId, data: { n: 2 * n } }));
    return { n: 2 * n };
  }
}

@Injectable()
class Collector extends EventConsumer<typeof doubled> {
  readonly name = 'company.collector';
  readonly events = [doubled];
  readonly seen: number[] = [];
  async handle(_tx: Tx, { data }: EnvelopeOf<typeof doubled>): Promise<void> {
    this.seen.push(data.n);
  }
}

const modes = {
  embedded: async () => ({ url: undefined, drop: async () => undefined }),
  distributed: () => freshRedis(),
};

describe.each(Object.entries(modes))('the platform of a service, %s', (_name, mode) => {
  let folder: string;
  let redis: { url: string | undefined; drop(): Promise<void> };
  let wiring: Wiring;
  let apps: INestApplicationContext[];
  const databases: Database[] = [];

  const boot = async (
    service: ServiceName,
    providers: (new (...args: never[]) => object)[],
    specs: Record<string, RpcSpec>,
  ) => {
    const database = await openDatabase({
      service,
      dataDir: folder,
      migrations: eventMigrations,
      logger: silentLogger(),
    });
    databases.push(database);
    @Module({
      imports: [PlatformModule.forService({ service, wiring, database, logger: silentLogger(), rpc: specs })],
      providers,
    })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
    apps.push(app);
    return app;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wiring-'));
    redis = await mode();
    wiring = await createWiring({
      redisUrl: redis.url,
      dataDir: folder,
      masterKeys: new MasterKeyRing(() => [Buffer.alloc(32, 1)]),
      logger: silentLogger(),
    });
    apps = [];
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await Promise.all(databases.splice(0).map((database) => database.close()));
    await wiring.close();
    await redis.drop();
    await rm(folder, { recursive: true });
  });

  it('lets services call each other and hear of each other', async () => {
    await boot('ai', [Doubler], { double });
    const company = await boot('company', [Collector], {});
    await expect(company.get(RpcClient).call(double, { n: 21 })).resolves.toEqual({ n: 42 });
    const collector = company.get(Collector);
    for (const end = Date.now() + 5000; collector.seen.length === 0 && Date.now() < end;)
      await new Promise((next) => setTimeout(next, 10));
    expect(collector.seen).toEqual([42]);
  });

  it('gives features their ports by class, each service its own', async () => {
    const [ai, company] = [await boot('ai', [], {}), await boot('company', [], {})];
    await ai.get(Cache).set('k', { a: 1 }, 60_000);
    expect(await ai.get(Cache).get('k')).toEqual({ a: 1 });
    expect(await company.get(Cache).get('k')).toBeUndefined();
    await expect(ai.get(Limits).take('k', { limit: 1, windowMs: 60_000 })).resolves.toMatchObject({ allowed: true });
    await expect(ai.get(Limits).take('k', { limit: 1, windowMs: 60_000 })).resolves.toMatchObject({ allowed: false });
    await expect(company.get(Limits).take('k', { limit: 1, windowMs: 60_000 })).resolves.toMatchObject({
      allowed: true,
    });
    await company.get(Blobs).put(`${companyId}/a`, 'x', { contentType: 'text/plain' });
    expect(ai.get(LiveBus)).toBe(company.get(LiveBus));
  });

  it('refuses to call out of a transaction', async () => {
    const company = await boot('company', [], {});
    const [db, client] = [company.get(Database), company.get(RpcClient)];
    await expect(db.transaction(() => client.call(double, { n: 1 }))).rejects.toThrow('inside an open transaction');
  });

  it('does not boot while a method has no handler', async () => {
    await expect(boot('ai', [Doubler], { double, missing })).rejects.toThrow('no handler for ai.missing');
  });

  it('does not boot while a handler has no method', async () => {
    await expect(boot('ai', [Doubler], {})).rejects.toThrow('Doubler.double handles ai.double');
  });
});
