import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Durable, MemoryWakeUps, type PayloadStore, type Serving, type WakeUps } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { Database } from '#libs/platform/database';
import { LiveBus } from '#libs/platform/live';
import type { Logger } from '#libs/platform/logging';
import type { Host } from './host.js';
import { queueFacts, queueFactsOf, QueueState } from './queues.controller.js';

/** Large outputs lie among the company's blobs. */
class BlobPayloads implements PayloadStore {
  constructor(private readonly blobs: Blobs) {}

  async put(key: string, json: string): Promise<void> {
    await this.blobs.put(key, json, { contentType: 'application/json' });
  }

  async get(key: string): Promise<string> {
    return (await this.blobs.read(key)).toString('utf8');
  }

  async deleteAll(prefix: string): Promise<void> {
    for (let left = true; left;) {
      const { keys, next } = await this.blobs.list(prefix, { limit: 1000 });
      for (const key of keys) await this.blobs.delete(key);
      left = next !== null;
    }
  }
}

const durableRole = Symbol('durable role');

/** Starts the runner when all definitions are registered (in `onModuleInit`), and lets go of its runs at shutdown. */
@Injectable()
export class DurableRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly durable: Durable,
    @Inject(durableRole) private readonly role: Host['role'],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.durable.start({ role: this.role });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.durable.stop();
  }
}

/** Provides `Durable` over the service's database, wake-ups, blobs and live hints. */
@Module({})
export class DurableModule {
  static async forService(service: string, host: Host, logger: Logger, serves: Serving = {}): Promise<DynamicModule> {
    const wakeUps = await wakeUpsOf(service, host, logger);
    return {
      module: DurableModule,
      global: true,
      providers: [
        { provide: durableRole, useValue: host.role },
        {
          provide: Durable,
          inject: [Database, Blobs, LiveBus],
          useFactory: (store: Database, blobs: Blobs, live: LiveBus) =>
            new Durable({
              store,
              wakeUps,
              payloads: new BlobPayloads(blobs),
              exclusive: host.exclusive,
              serves,
              crashRule: host.crashRule,
              onAdvanced: (runId, seq) => live.publish(runId, seq),
              onFault: (error, { run, command }) =>
                logger.error({ error, runId: run?.id, step: command?.path }, 'durable fault'),
            }),
        },
        DurableRuntime,
        { provide: queueFacts, useValue: queueFactsOf(service, host) },
        QueueState,
      ],
      exports: [Durable, QueueState],
    };
  }
}

async function wakeUpsOf(service: string, { wiring }: Host, logger: Logger): Promise<WakeUps> {
  if (wiring.redisUrl === undefined) return new MemoryWakeUps();
  const { BullWakeUps } = await import('#libs/durable/wake-ups-bullmq');
  const onFault = (error: unknown) => logger.warn({ error }, 'wake-ups');
  const { redisUrl, redisCa } = wiring;
  return new BullWakeUps({ redisUrl, redisCa, queue: `wake-${service}`, onFault });
}
