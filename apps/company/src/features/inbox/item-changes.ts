import { Injectable } from '@nestjs/common';
import { inboxEventsOut, runEventsOut, type EventData, type InboxReply } from '#libs/contracts';
import { Durable, type Message } from '#libs/durable';
import { Database, type Tx } from '#libs/platform/database';
import { AuditTrail, type Occasion } from '#libs/platform/audit';
import { Outbox } from '#libs/platform/events';
import type { InboxItemRow } from './inbox-item.entity.js';
import { InboxItemRepository } from './inbox-item.repository.js';
import { logHappenings, type Happening } from './inbox-log.js';
import { InboxWriter } from './inbox-writer.js';
import { askedNow, openDelegations, passedOnBy } from './standing.js';

/** What a person did to an open item. */
export interface ItemChange {
  changes: Partial<Pick<InboxItemRow, 'answers' | 'delegations' | 'assignees' | 'decision'>>;
  happened: Happening;
  /** What the run is told: it goes on, or it is for its history alone. */
  message: Message;
  /** Who is told that they are asked now. */
  tell?: { reason: EventData<typeof runEventsOut.inboxItemAssigned>['reason']; assignees: readonly string[] };
}

/** Writes what people do to items: item, run, history and notices in one commit. */
@Injectable()
export class ItemChanges {
  constructor(
    private readonly db: Database,
    private readonly items: InboxItemRepository,
    private readonly inbox: InboxWriter,
    private readonly durable: Durable,
    private readonly outbox: Outbox,
    private readonly trail: AuditTrail,
  ) {}

  /** @returns undefined when somebody else changed the item in between: look again */
  async save(row: InboxItemRow, { changes, happened, message, tell }: ItemChange): Promise<InboxItemRow | undefined> {
    const at = await this.db.now();
    const decided = changes.decision != null;
    const all = {
      ...changes,
      revision: row.revision + 1,
      ...(decided ? { status: 'answered' as const, closedAt: at } : {}),
      ...(decided && row.taskId !== null ? { reply: message as InboxReply } : {}),
    };
    const next: InboxItemRow = { ...row, ...all };
    return this.db.transaction(async (tx) => {
      const where = { id: row.id, revision: row.revision, status: 'open' as const };
      if ((await this.items.in(tx).update(row.companyId, where, all)) === 0) return undefined;
      await this.index(tx, next);
      await logHappenings(tx, [row], happened, at);
      this.trail.tell(tx, occasionOf(row, happened, message));
      if (row.taskId === null) await this.durable.send(row.runId, message, tx);
      else if (decided) await this.reply(tx, { ...row, taskId: row.taskId }, message as InboxReply);
      if (tell) await this.inbox.tell(tx, row, tell.reason, tell.assignees);
      if (decided) await this.close(tx, next);
      return next;
    });
  }

  /** The task that asked lives in another service: the answer leaves as an event, in the commit of the item. */
  private reply(
    tx: Tx,
    { id, companyId, taskId }: InboxItemRow & { taskId: string },
    reply: InboxReply,
  ): Promise<void> {
    return this.outbox.add(tx, inboxEventsOut.inboxAnswered, { companyId, data: { itemId: id, taskId, reply } });
  }

  /** What "mine" is looked up by. */
  private async index(tx: Tx, row: InboxItemRow): Promise<void> {
    await tx.run('DELETE FROM inbox_assignees WHERE item_id = ?', [row.id]);
    await tx.run('DELETE FROM inbox_answers WHERE item_id = ?', [row.id]);
    await this.inbox.assign(tx, row, [...askedNow(row), ...openDelegations(row).map(({ to }) => to)]);
    await this.inbox.silence(tx, row, [...new Set([...row.answers.map(({ userId }) => userId), ...passedOnBy(row)])]);
  }

  private async close(tx: Tx, { id, companyId, runId, decision }: InboxItemRow): Promise<void> {
    await tx.run('DELETE FROM inbox_drafts WHERE item_id = ?', [id]);
    const data = { itemId: id, runId: runId || null, decision: decision ?? '' };
    await this.outbox.add(tx, runEventsOut.inboxItemClosed, { companyId, data });
  }
}

/** What was decided is told exactly: the data as it stood before the person, and what they made of it. */
function occasionOf(row: InboxItemRow, { type, by, data }: Happening, message: Message): Occasion {
  const who = by ? { actor: { type: 'user' as const, id: by.userId } } : {};
  return {
    companyId: row.companyId,
    action: `inbox-item.${type}`,
    ...who,
    target: { type: 'inbox-item', id: row.id, label: row.title },
    facts: { ...data, runId: row.runId || null, taskId: row.taskId, shown: row.facts, message },
  };
}
