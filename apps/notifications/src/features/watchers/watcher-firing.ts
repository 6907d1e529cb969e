import { Injectable } from '@nestjs/common';
import { newId, type WatchedEvent } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { ExpressionError, parseExpression } from '#libs/expressions';
import { Database, TenantRepository, type Tx } from '#libs/platform/database';
import { watcherEntity, type WatcherRow } from './watcher.entity.js';
import { watcherNoticeKind, type WatcherNotice } from './watcher-notices.js';

/** Something that happened. `id` is the same however often it is told. */
export interface Occasion {
  id: string;
  on: WatchedEvent;
  type: string;
  at: string;
  data: unknown;
}

/** Fires what watches for an event: each watcher once, in the transaction that notes the event as read. */
@Injectable()
export class WatcherFiring {
  private readonly rows: TenantRepository<WatcherRow>;

  constructor(
    db: Database,
    private readonly durable: Durable,
  ) {
    this.rows = new TenantRepository(db, watcherEntity);
  }

  async fire(tx: Tx, companyId: string, occasion: Occasion): Promise<void> {
    const where = { event: occasion.on, enabled: true };
    for (const row of await this.rows.in(tx).find(companyId, { where, order: { id: 'asc' } }))
      await this.fireOne(tx, row, occasion);
  }

  async fireOne(tx: Tx, row: WatcherRow, occasion: Occasion): Promise<void> {
    const rows = this.rows.in(tx);
    const verdict = judge(row.filter, occasion);
    if (typeof verdict === 'string') await rows.update(row.companyId, { id: row.id }, { lastError: verdict });
    if (verdict !== true) return;
    const [clock] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
    const now = Number(clock?.now);
    if (row.lastFiredAt !== null && now < row.lastFiredAt + row.throttleMs) {
      await rows.update(row.companyId, { id: row.id }, { heldBack: row.heldBack + 1 });
      return;
    }
    const changes = { lastFiredAt: now, firedCount: row.firedCount + 1, heldBack: 0 };
    await rows.update(row.companyId, { id: row.id }, changes);
    const input: WatcherNotice = { watcherId: row.id, occasion, heldBack: row.heldBack, since: row.lastFiredAt };
    await this.durable.create({ kind: watcherNoticeKind, id: newId('message'), companyId: row.companyId, input }, tx);
  }
}

/** Whether a watcher's condition holds, or why that cannot be said. */
function judge(filter: string | null, { id, type, at, data }: Occasion): boolean | string {
  if (filter === null) return true;
  try {
    return parseExpression(filter).evaluate({ event: { id, type, at, data } }) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return `The condition could not be read: ${error.message}`;
    throw error;
  }
}
