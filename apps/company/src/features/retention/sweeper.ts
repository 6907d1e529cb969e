import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { RetentionRepository, type Swept } from './retention.repository.js';
import { Sweeping } from './sweeping.js';

/** A pass begins this long after the one before ended. Milliseconds. */
const pauseMs = 600_000;
const companiesAtOnce = 100;
const nothing: Swept = { runsDeleted: 0, payloadsExpired: 0, artifactsDeleted: 0 };

/** Goes round the companies, batch by batch; one process of the cluster at a time, by lease. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;
  private companies: string[] = [];
  private after = '';
  private taken: Swept = { ...nothing };
  private restsUntil = 0;

  constructor(
    private readonly db: Database,
    private readonly rows: RetentionRepository,
    private readonly sweeping: Sweeping,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    const lease = new Lease(db, 'retention', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs: pauseMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One batch of one company. @returns whether the pass goes on */
  private async turn(): Promise<boolean> {
    if (performance.now() < this.restsUntil) return false;
    if (this.companies.length === 0) this.companies = await this.rows.companies(this.after, companiesAtOnce);
    const company = this.companies[0];
    if (company === undefined) {
      this.after = '';
      this.restsUntil = performance.now() + pauseMs;
      return false;
    }
    const now = await this.db.now();
    const { more, ...taken } = await this.sweeping.batch(company, now).catch((error: unknown) => {
      // The others need not wait for what fails in this one.
      this.logger.error({ error, companyId: company }, 'retention failed, the next pass tries again');
      return { ...nothing, more: false };
    });
    for (const name of Object.keys(nothing) as (keyof Swept)[]) this.taken[name] += taken[name];
    if (!more) await this.leave(company, now);
    return true;
  }

  private async leave(company: string, now: number): Promise<void> {
    const { taken } = this;
    this.taken = { ...nothing };
    this.companies.shift();
    this.after = company;
    await this.rows.finishSweep(company, now, taken);
    if (Object.values(taken).some((count) => count > 0)) this.logger.info({ companyId: company, ...taken }, 'swept');
  }
}
