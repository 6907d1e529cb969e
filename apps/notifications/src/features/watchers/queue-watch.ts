import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { companyRpc, newId, type Caller } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { RpcClient } from '#libs/platform/rpc';
import { serviceLogger } from '#libs/service';
import { watcherEntity, type WatcherRow } from './watcher.entity.js';
import { WatcherFiring } from './watcher-firing.js';

const everyMs = 30_000;

/** Looks how old the queues are that somebody watches. One process of the cluster at a time, by lease. */
@Injectable()
export class QueueWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;
  private readonly rows: TenantRepository<WatcherRow>;
  private restsUntil = 0;

  constructor(
    private readonly db: Database,
    private readonly rpc: RpcClient,
    private readonly firing: WatcherFiring,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    this.rows = new TenantRepository(db, watcherEntity);
    const turn = () => this.turn();
    this.loop = new LeasedLoop(new Lease(db, 'watchers.queue', randomUUID()), { turn, idleMs: everyMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<boolean> {
    if (performance.now() < this.restsUntil) return false;
    this.restsUntil = performance.now() + everyMs;
    await this.look();
    return false;
  }

  /** Every company whose queue is watched, once. */
  async look(): Promise<void> {
    const companies = await this.db.query<{ company_id: string }>(
      "SELECT DISTINCT company_id FROM watchers WHERE event = 'queue.aged' AND enabled = 1",
    );
    for (const { company_id } of companies)
      await this.lookAt(company_id).catch((error: unknown) =>
        this.logger.warn({ error, companyId: company_id }, 'the age of the queue could not be read'),
      );
  }

  /** Tells when the queue grows too old, and not again before it was younger. */
  private async lookAt(companyId: string): Promise<void> {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const { oldestMs } = await this.rpc.call(companyRpc.queueAge, {}, { caller });
    await this.db.transaction(async (tx) => {
      const rows = this.rows.in(tx);
      for (const row of await rows.find(companyId, { where: { event: 'queue.aged', enabled: true } })) {
        const isOld = oldestMs >= row.olderThanMs;
        if (isOld !== row.armed) continue;
        await rows.update(companyId, { id: row.id }, { armed: !isOld });
        if (!isOld) continue;
        const [at, data] = [new Date().toISOString(), { oldestMs, olderThanMs: row.olderThanMs }];
        await this.firing.fireOne(tx, row, { id: newId('message'), on: 'queue.aged', type: 'queue.aged', at, data });
      }
    });
  }
}
