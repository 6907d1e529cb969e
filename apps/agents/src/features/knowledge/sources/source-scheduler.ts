import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { SqlTransaction } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { SourceStarts } from './source-starts.js';

/** Token of whether this process looks for sources that are due (one that only answers requests does not). */
export const looksForDue = Symbol('looks for due sources');

const idleMs = 5_000;
const atOnce = 50;

/** Has sources looked through when their time has come, by the time of the database; one process at a time, by lease. */
@Injectable()
export class SourceScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;

  constructor(
    private readonly db: Database,
    private readonly starts: SourceStarts,
    @Inject(serviceLogger) logger: Logger,
    @Inject(looksForDue) private readonly isActive: boolean,
  ) {
    const lease = new Lease(db, 'knowledge-sources', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs }, logger);
  }

  onApplicationBootstrap(): void {
    if (this.isActive) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns whether more are due */
  async turn(): Promise<boolean> {
    const due = await this.db.query<{ id: string; company_id: string }>(
      `SELECT id, company_id FROM knowledge_sources WHERE status = 'waiting' AND next_sync_at <= ${this.db.sql.now} ORDER BY next_sync_at LIMIT ${atOnce}`,
    );
    for (const { id, company_id: companyId } of due)
      await this.db.transaction((tx) => this.starts.start(tx as SqlTransaction, companyId, id));
    return due.length === atOnce;
  }
}
