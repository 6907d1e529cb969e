import { Injectable } from '@nestjs/common';
import { newId, runEventsOut } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';
import { columnName } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { inboxItemColumns, type InboxItemRow } from './inbox-item.entity.js';

export type NewItem = Omit<InboxItemRow, 'id' | 'status' | 'answers' | 'revision' | 'decision' | 'closedAt'>;

const json = new Set(Object.entries(inboxItemColumns).flatMap(([name, { kind }]) => (kind === 'json' ? [name] : [])));

/** Opens and closes inbox items in the commits of the run that asks: never an item without its wait, nor a wait without its item. */
@Injectable()
export class InboxWriter {
  constructor(private readonly outbox: Outbox) {}

  /** Asked again under the same step key, nothing is written. */
  async open(tx: SqlTransaction, item: NewItem): Promise<void> {
    const row: InboxItemRow = {
      ...item,
      id: newId('inboxItem'),
      status: 'open',
      answers: [],
      revision: 0,
      decision: null,
      closedAt: null,
    };
    const names = Object.keys(inboxItemColumns) as (keyof InboxItemRow)[];
    const values = names.map((name) =>
      json.has(name) && row[name] !== null ? JSON.stringify(row[name]) : (row[name] as string | number | null),
    );
    const columns = names.map((name) => `\`${columnName(name)}\``).join(', ');
    const { changes } = await tx.run(
      `${tx.sql.insertIgnore} INTO inbox_items (${columns}) VALUES (${names.map(() => '?').join(', ')})`,
      values,
    );
    if (changes === 0) return;
    const data = {
      itemId: row.id,
      runId: row.runId,
      title: row.title,
      assignees: row.assignees,
      deadline: new Date(row.deadline).toISOString(),
    };
    await this.outbox.add(tx, runEventsOut.inboxItemOpened, { companyId: row.companyId, data });
  }

  /** Closes what a step, or the whole run, still asks. */
  async close(
    tx: SqlTransaction,
    which: {
      companyId: string;
      runId: string;
      stepPath?: string;
      status: 'expired' | 'cancelled' | 'answered';
      at: number;
    },
  ): Promise<void> {
    const condition = which.stepPath === undefined ? '' : ' AND step_path = ?';
    const place = [which.companyId, which.runId, ...(which.stepPath === undefined ? [] : [which.stepPath])];
    const open = await tx.query<{ id: string }>(
      `SELECT id FROM inbox_items WHERE company_id = ? AND run_id = ?${condition} AND status = 'open'`,
      place,
    );
    if (open.length === 0) return;
    await tx.run(
      `UPDATE inbox_items SET status = ?, closed_at = ? WHERE company_id = ? AND run_id = ?${condition} AND status = 'open'`,
      [which.status, which.at, ...place],
    );
    for (const { id } of open) {
      await this.outbox.add(tx, runEventsOut.inboxItemClosed, {
        companyId: which.companyId,
        data: { itemId: id, runId: which.runId, decision: which.status },
      });
    }
  }
}
