/* Longer than most files because it is everything that is written about items beside answers. */
import { Injectable } from '@nestjs/common';
import { newId, runEventsOut, type EventData } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';
import { columnName } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { recipientKey } from '../members/recipients.js';
import { inboxItemColumns, type InboxItemRow } from './inbox-item.entity.js';
import { logHappenings } from './inbox-log.js';

export type NewItem = Omit<
  InboxItemRow,
  | 'id'
  | 'status'
  | 'answers'
  | 'delegations'
  | 'revision'
  | 'decision'
  | 'escalatedAt'
  | 'closedAt'
  | 'reply'
  | Optional
> &
  Partial<Pick<InboxItemRow, Optional>>;
type Optional = 'budget' | 'taskId' | 'agentId' | 'agentName';

/** A step of a run whose timer has fired. */
export interface Ringing {
  companyId: string;
  runId: string;
  path: string;
  attempt: number;
  at: number;
}

const json = new Set(Object.entries(inboxItemColumns).flatMap(([name, { kind }]) => (kind === 'json' ? [name] : [])));

/** Opens and closes inbox items in the commits of the run that asks: never an item without its wait, nor a wait without its item. */
@Injectable()
export class InboxWriter {
  constructor(private readonly outbox: Outbox) {}

  /** Asked again under the same step key, nothing is written. */
  async open(tx: SqlTransaction, item: NewItem): Promise<void> {
    const row: InboxItemRow = {
      budget: null,
      taskId: null,
      agentId: null,
      agentName: null,
      ...item,
      id: newId('inboxItem'),
      status: 'open',
      answers: [],
      delegations: null,
      escalatedAt: null,
      revision: 0,
      decision: null,
      closedAt: null,
      reply: null,
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
    await this.assign(tx, row, row.assignees);
    await logHappenings(tx, [row], { type: 'opened', data: { assignees: row.assignees } }, row.createdAt);
    const data = {
      itemId: row.id,
      runId: row.runId || null,
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
    await this.closeItems(tx, { companyId, runId, ids, from: 'open', status, at });
  }

  /**
   * The step's deadline has ended its wait. An answer that was given in the last moment and that the run did not see any more came too
   * late: its item says so, instead of something that the run did not do.
   */
  async expire(tx: SqlTransaction, { companyId, runId, path, attempt, at }: Ringing): Promise<void> {
    await this.close(tx, { companyId, runId, stepPaths: [path], status: 'expired', at });
    const late = await tx.query<{ id: string }>(
      `SELECT id FROM inbox_items WHERE company_id = ? AND run_id = ? AND step_path = ? AND attempt = ? AND status = 'answered' AND kind <> 'unknown'${tx.sql.forUpdate}`,
      [companyId, runId, path, attempt],
    );
    const ids = late.map(({ id }) => id);
    await this.closeItems(tx, { companyId, runId, ids, from: 'answered', status: 'expired', at });
  }

  /**
   * A task waits for these answers no more. One that was given in the last moment came too late, and its item says so.
   */
  async closeOfTask(
    tx: SqlTransaction,
    which: { companyId: string; taskId: string; keys: readonly string[]; status: 'expired' | 'cancelled'; at: number },
  ): Promise<void> {
    const { companyId, taskId, keys, status, at } = which;
    if (keys.length === 0) return;
    const items = await tx.query<{ id: string; run_id: string; status: 'open' | 'answered' }>(
      `SELECT id, run_id, status FROM inbox_items WHERE company_id = ? AND task_id = ? AND status IN ('open', 'answered')
          AND step_key IN (${keys.map(() => '?').join(', ')})${tx.sql.forUpdate}`,
      [companyId, taskId, ...keys],
    );
    for (const { id, run_id: runId, status: from } of items)
      await this.closeItems(tx, { companyId, runId, ids: [id], from, status, at });
  }

  /** Nobody has decided in time: more people are asked, those from before still may. */
  async escalate(tx: SqlTransaction, ringing: Ringing): Promise<void> {
    const item = await this.ringing(tx, ringing);
    if (!item || item.escalated || item.escalateTo.length === 0) return;
    const { changes } = await tx.run(
      "UPDATE inbox_items SET escalated_at = ?, revision = revision + 1 WHERE id = ? AND status = 'open'",
      [ringing.at, item.id],
    );
    if (changes === 0) return;
    await this.assign(tx, item, item.escalateTo);
    await logHappenings(tx, [item], { type: 'escalated', data: { to: item.escalateTo } }, ringing.at);
    await this.tell(tx, item, 'escalated', item.escalateTo);
  }

  /** The end comes near: those who are asked and have not answered are told once more. */
  async remind(tx: SqlTransaction, ringing: Ringing): Promise<void> {
    const item = await this.ringing(tx, ringing);
    if (!item) return;
    const asked = await tx.query<{ assignee: string }>('SELECT assignee FROM inbox_assignees WHERE item_id = ?', [
      item.id,
    ]);
    const done = await tx.query<{ user_id: string }>('SELECT user_id FROM inbox_answers WHERE item_id = ?', [item.id]);
    const quiet = new Set(done.map(({ user_id: id }) => `user:${id}`));
    const left = asked.flatMap(({ assignee }) => (quiet.has(assignee) ? [] : [assignee]));
    await logHappenings(tx, [item], { type: 'reminded' }, ringing.at);
    await this.tell(tx, item, 'reminded', left);
  }

  /** What a person did to an item: told to those who are asked because of it. */
  tell(
    tx: SqlTransaction,
    { id, companyId, runId, title, deadline }: Pick<InboxItemRow, 'id' | 'companyId' | 'runId' | 'title' | 'deadline'>,
    reason: EventData<typeof runEventsOut.inboxItemAssigned>['reason'],
    assignees: readonly string[],
  ): Promise<void> {
    if (assignees.length === 0) return Promise.resolve();
    const until = new Date(deadline).toISOString();
    const data = { itemId: id, runId: runId || null, title, assignees: [...assignees], deadline: until, reason };
    return this.outbox.add(tx, runEventsOut.inboxItemAssigned, { companyId, data });
  }

  /** Whom "mine" finds the item for. */
  async assign(
    tx: SqlTransaction,
    { id, companyId }: Pick<InboxItemRow, 'id' | 'companyId'>,
    assignees: readonly string[],
  ): Promise<void> {
    const keys = [...new Set(assignees.flatMap((assignee) => recipientKey(assignee) ?? []))];
    if (keys.length === 0) return;
    await tx.run(
      `${tx.sql.insertIgnore} INTO inbox_assignees (item_id, company_id, assignee) VALUES ${keys.map(() => '(?, ?, ?)').join(', ')}`,
      keys.flatMap((key) => [id, companyId, key]),
    );
  }

  /** Who has nothing to say any more, so that "mine" does not find the item for them. */
  async silence(tx: SqlTransaction, { id }: Pick<InboxItemRow, 'id'>, userIds: readonly string[]): Promise<void> {
    if (userIds.length === 0) return;
    const marks = userIds.map(() => '(?, ?)').join(', ');
    await tx.run(
      `${tx.sql.insertIgnore} INTO inbox_answers (item_id, user_id) VALUES ${marks}`,
      userIds.flatMap((userId) => [id, userId]),
    );
  }

  private async closeItems(
    tx: SqlTransaction,
    which: {
      companyId: string;
      runId: string;
      ids: readonly string[];
      from: 'open' | 'answered';
      status: 'expired' | 'cancelled';
      at: number;
    },
  ): Promise<void> {
    const { companyId, runId, ids, from, status, at } = which;
    if (ids.length === 0) return;
    const marks = ids.map(() => '?').join(', ');
    await tx.run(
      `UPDATE inbox_items SET status = ?, decision = NULL, closed_at = ? WHERE status = ? AND id IN (${marks})`,
      [status, at, from, ...ids],
    );
    await tx.run(`DELETE FROM inbox_drafts WHERE item_id IN (${marks})`, [...ids]);
    const items = ids.map((id) => ({ id, companyId }));
    await logHappenings(tx, items, { type: 'closed', data: { status } }, at);
    await this.outbox.addAll(
      tx,
      ids.map((itemId) => ({
        event: runEventsOut.inboxItemClosed,
        companyId,
        data: { itemId, runId: runId || null, decision: status },
      })),
    );
  }

  private async ringing(tx: SqlTransaction, { companyId, runId, path, attempt }: Ringing) {
    const [row] = await tx.query<{
      id: string;
      title: string;
      deadline: number;
      escalate_to: string | null;
      escalated_at: number | null;
    }>(
      `SELECT id, title, deadline, escalate_to, escalated_at FROM inbox_items
        WHERE company_id = ? AND run_id = ? AND step_path = ? AND attempt = ? AND status = 'open'${tx.sql.forUpdate}`,
      [companyId, runId, path, attempt],
    );
    return (
      row && {
        ...{ id: row.id, companyId, runId, title: row.title, deadline: Number(row.deadline) },
        escalateTo: JSON.parse(row.escalate_to ?? '[]') as string[],
        escalated: row.escalated_at !== null,
      }
    );
  }
}
