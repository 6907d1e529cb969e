import { Injectable } from '@nestjs/common';
import { newId, runEventsOut } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';
import { columnName } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { recipientKey } from '../members/recipients.js';
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
    await this.assign(tx, row);
    const data = {
      itemId: row.id,
      runId: row.runId,
      title: row.title,
      assignees: row.assignees,
      deadline: new Date(row.deadline).toISOString(),
    };
    await this.outbox.add(tx, runEventsOut.inboxItemOpened, { companyId: row.companyId, data });
  }

  /** Closes what these steps, or without them the whole run, still ask. */
  async close(
    tx: SqlTransaction,
    which: {
      companyId: string;
      runId: string;
      stepPaths?: readonly string[];
      status: 'expired' | 'cancelled';
      at: number;
    },
  ): Promise<void> {
    const { companyId, runId, stepPaths, status, at } = which;
    const open = await tx.query<{ id: string; step_path: string }>(
      "SELECT id, step_path FROM inbox_items WHERE company_id = ? AND run_id = ? AND status = 'open'",
      [companyId, runId],
    );
    const meant = stepPaths && new Set(stepPaths);
    const ids = open.flatMap(({ id, step_path: path }) => (!meant || meant.has(path) ? [id] : []));
    if (ids.length === 0) return;
    await tx.run(
      `UPDATE inbox_items SET status = ?, closed_at = ? WHERE status = 'open' AND id IN (${ids.map(() => '?').join(', ')})`,
      [status, at, ...ids],
    );
    await this.outbox.addAll(
      tx,
      ids.map((itemId) => ({
        event: runEventsOut.inboxItemClosed,
        companyId,
        data: { itemId, runId, decision: status },
      })),
    );
  }

  private async assign(tx: SqlTransaction, { id, companyId, assignees }: InboxItemRow): Promise<void> {
    const keys = [...new Set(assignees.flatMap((assignee) => recipientKey(assignee) ?? []))];
    if (keys.length === 0) return;
    await tx.run(
      `INSERT INTO inbox_assignees (item_id, company_id, assignee) VALUES ${keys.map(() => '(?, ?, ?)').join(', ')}`,
      keys.flatMap((key) => [id, companyId, key]),
    );
  }
}
