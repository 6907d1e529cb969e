import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { companyLifecycleEvents } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { Lease, LeasedLoop, Outbox } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';

/** How often it is looked whether the days of grace of a company are over. */
const idleMs = 5_000;
/** People that one event names. */
const peopleAtOnce = 500;

/** Deletes companies whose days of grace are over: they are nobody's from that commit on, and every service is told to forget them. */
@Injectable()
export class DueDeletions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    const lease = new Lease(db, 'due-deletions', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One company. @returns whether there was one */
  async turn(): Promise<boolean> {
    const [due] = await this.db.query<{ id: string }>(
      `SELECT id FROM companies WHERE delete_at <= ${this.db.sql.now} ORDER BY delete_at LIMIT 1`,
    );
    if (!due) return false;
    if (await this.db.transaction((tx) => this.deleteIn(tx, due.id)))
      this.logger.info({ companyId: due.id }, 'the days of grace of a company are over');
    return true;
  }

  /** @returns false when it was cancelled meanwhile */
  private async deleteIn(tx: Tx, companyId: string): Promise<boolean> {
    const [row] = await tx.query<{ id: string }>(
      `SELECT id FROM companies WHERE id = ? AND delete_at <= ${tx.sql.now}${tx.sql.forUpdate}`,
      [companyId],
    );
    if (!row) return false;
    const people = await tx.query<{ user_id: string }>(
      'SELECT m.user_id FROM members m WHERE m.company_id = ? AND NOT EXISTS ' +
        '(SELECT 1 FROM members o WHERE o.user_id = m.user_id AND o.company_id <> m.company_id)',
      [companyId],
    );
    const ids = people.map(({ user_id: id }) => id);
    for (let from = 0; from === 0 || from < ids.length; from += peopleAtOnce)
      await this.outbox.add(tx, companyLifecycleEvents.companyDeleted, {
        companyId,
        data: { companyId, accounts: ids.slice(from, from + peopleAtOnce) },
      });
    await tx.run('DELETE FROM members WHERE company_id = ?', [companyId]);
    await tx.run('DELETE FROM companies WHERE id = ?', [companyId]);
    return true;
  }
}
