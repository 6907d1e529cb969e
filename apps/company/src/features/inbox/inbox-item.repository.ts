import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, sqlCondition, TenantRepository, type Where } from '#libs/platform/database';
import type { MemberRow } from '../members/member.entity.js';
import { keysOf } from '../members/recipients.js';
import { inboxItemEntity, type InboxItemRow } from './inbox-item.entity.js';

@Injectable()
export class InboxItemRepository extends TenantRepository<InboxItemRow> {
  constructor(db: Database) {
    super(db, inboxItemEntity);
  }

  /** @throws INBOX_ITEM_NOT_FOUND */
  async require(companyId: string, id: string): Promise<InboxItemRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('INBOX_ITEM_NOT_FOUND');
    return row;
  }
}

/** Items that are assigned to this member; with `unanswered`, those alone that still lack this member's answer. */
export function assignedTo(me: MemberRow, { unanswered }: { unanswered: boolean }): Where<InboxItemRow> {
  const assigned = (column: string) =>
    `${column} IN (SELECT item_id FROM inbox_assignees WHERE company_id = :ownCompany AND assignee IN (:...ownKeys))`;
  const open = (column: string) => `${column} NOT IN (SELECT item_id FROM inbox_answers WHERE user_id = :ownUser)`;
  const text = (column: string) => (unanswered ? `(${assigned(column)} AND ${open(column)})` : assigned(column));
  return { id: sqlCondition(text, { ownCompany: me.companyId, ownKeys: keysOf(me), ownUser: me.userId }) };
}
