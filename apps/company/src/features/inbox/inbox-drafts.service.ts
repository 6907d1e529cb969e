import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type InboxDraft } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { MemberRepository } from '../members/member.repository.js';
import { InboxItemRepository } from './inbox-item.repository.js';
import { standingOf } from './standing.js';

/** What people have typed and not sent, so that nothing typed is lost. Each sees their own alone. */
@Injectable()
export class InboxDraftsService {
  constructor(
    private readonly db: Database,
    private readonly items: InboxItemRepository,
    private readonly members: MemberRepository,
  ) {}

  /** @throws INBOX_ITEM_NOT_FOUND */
  async get({ companyId, userId = '' }: Caller, id: string): Promise<InboxDraft> {
    await this.items.require(companyId, id);
    const [row] = await this.db.query<{ typed: string | null; comment: string | null; saved_at: number }>(
      'SELECT typed, comment, saved_at FROM inbox_drafts WHERE item_id = ? AND user_id = ? AND company_id = ?',
      [id, userId, companyId],
    );
    if (!row) return { values: null, comment: null, savedAt: null };
    return {
      values: row.typed === null ? null : (JSON.parse(row.typed) as Record<string, unknown>),
      comment: row.comment,
      savedAt: new Date(Number(row.saved_at)).toISOString(),
    };
  }

  /** Only for those who may answer, and while it is open. @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, INBOX_NOT_ASSIGNED */
  async save(
    caller: Caller,
    id: string,
    { values, comment }: { values?: Record<string, unknown> | undefined; comment?: string | undefined },
  ): Promise<InboxDraft> {
    const { companyId, userId = '' } = caller;
    const me = await this.members.findOne(companyId, { userId });
    const savedAt = await this.db.now();
    await this.db.transaction(async (tx) => {
      const item = await this.items.in(tx).get(companyId, id);
      if (!item) throw new AppError('INBOX_ITEM_NOT_FOUND');
      if (item.status !== 'open') throw new AppError('INBOX_ITEM_CLOSED', { detail: `It is ${item.status}` });
      if (!me || !standingOf(item, me).may)
        throw new AppError('INBOX_NOT_ASSIGNED', { detail: `It is assigned to ${item.assignees.join(', ')}` });
      await tx.run(
        `INSERT INTO inbox_drafts (item_id, user_id, company_id, typed, comment, saved_at) VALUES (?, ?, ?, ?, ?, ?)
          ${tx.sql.upsert(['item_id', 'user_id'], ['typed', 'comment', 'saved_at'])}`,
        [id, userId, companyId, values === undefined ? null : JSON.stringify(values), comment ?? null, savedAt],
      );
    });
    return { values: values ?? null, comment: comment ?? null, savedAt: new Date(savedAt).toISOString() };
  }
}
