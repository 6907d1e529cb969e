import { Injectable } from '@nestjs/common';
import {
  AppError,
  answerInboxItem,
  roleAtLeast,
  runEventsOut,
  type Caller,
  type In as Input,
  type InboxItem,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, not, type Where } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { MemberRepository } from '../members/member.repository.js';
import { names } from '../members/recipients.js';
import type { MemberRow } from '../members/member.entity.js';
import { decide, type Answer } from './answering.js';
import type { InboxItemRow } from './inbox-item.entity.js';
import { assignedTo, InboxItemRepository } from './inbox-item.repository.js';

export type Given = Input<typeof answerInboxItem>['body'];

const iso = (ms: number) => new Date(ms).toISOString();

/** What waits for people, and their answers. */
@Injectable()
export class InboxService {
  constructor(
    private readonly db: Database,
    private readonly items: InboxItemRepository,
    private readonly members: MemberRepository,
    private readonly durable: Durable,
    private readonly outbox: Outbox,
  ) {}

  /** `mine`: what is assigned to the caller and, among open items, still lacks the caller's answer. `openCount` counts the latter. */
  async list(
    caller: Caller,
    query: PageQuery & { status: 'open' | 'closed'; mine?: boolean | undefined; runId?: string | undefined },
  ): Promise<Page<InboxItem> & { openCount: number }> {
    const me = await this.me(caller);
    const answerer = me && roleAtLeast(caller.role, 'operator') ? me : undefined;
    const { status, mine, runId, ...page } = query;
    if (mine && !answerer) return { items: [], nextCursor: null, openCount: 0 };
    const isOpen = status === 'open';
    const where: Where<InboxItemRow> = {
      status: isOpen ? 'open' : not<InboxItemRow['status']>('open'),
      ...(runId === undefined ? {} : { runId }),
      ...(mine && answerer ? assignedTo(answerer, { unanswered: isOpen }) : {}),
    };
    const [found, openCount] = await Promise.all([
      this.items.page(caller.companyId, { ...page, where }),
      answerer
        ? this.items.count(caller.companyId, { status: 'open', ...assignedTo(answerer, { unanswered: true }) })
        : 0,
    ]);
    return { items: found.items.map((row) => this.view(row, caller, me)), nextCursor: found.nextCursor, openCount };
  }

  /** @throws INBOX_ITEM_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<InboxItem> {
    return this.view(await this.items.require(caller.companyId, id), caller, await this.me(caller));
  }

  /**
   * One person's answer. When it decides, the run goes on in the same commit. Two answers at once are both counted.
   * @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, INBOX_NOT_ASSIGNED, VALIDATION_FAILED
   */
  async answer(caller: Caller, id: string, given: Given): Promise<InboxItem> {
    const me = await this.me(caller);
    for (;;) {
      const row = await this.items.require(caller.companyId, id);
      if (row.status !== 'open')
        throw new AppError('INBOX_ITEM_CLOSED', {
          detail: row.decision ? `It was ${row.decision}` : `It is ${row.status}`,
        });
      if (!me || !mayAnswer(row, caller, me))
        throw new AppError('INBOX_NOT_ASSIGNED', { detail: `It is assigned to ${row.assignees.join(', ')}` });
      const answer = decide(row, me, given, iso(await this.db.now()));
      const saved = await this.save(row, me, answer);
      if (saved) return this.view(saved, caller, me);
    }
  }

  /** @returns undefined when somebody else answered in between */
  private async save(row: InboxItemRow, me: MemberRow, answer: Answer): Promise<InboxItemRow | undefined> {
    const at = await this.db.now();
    const changes = {
      answers: answer.answers,
      revision: row.revision + 1,
      ...(answer.decision === undefined
        ? {}
        : { status: 'answered' as const, decision: answer.decision, closedAt: at }),
    };
    return this.db.transaction(async (tx) => {
      const where = { id: row.id, revision: row.revision, status: 'open' as const };
      if ((await this.items.in(tx).update(row.companyId, where, changes)) === 0) return undefined;
      await tx.run('INSERT INTO inbox_answers (item_id, user_id) VALUES (?, ?)', [row.id, me.userId]);
      if (answer.message) await this.durable.send(row.runId, answer.message, tx);
      if (answer.decision !== undefined) {
        await this.outbox.add(tx, runEventsOut.inboxItemClosed, {
          companyId: row.companyId,
          data: { itemId: row.id, runId: row.runId, decision: answer.decision },
        });
      }
      return { ...row, ...changes };
    });
  }

  private async me(caller: Caller): Promise<MemberRow | undefined> {
    return caller.userId === undefined ? undefined : this.members.findOne(caller.companyId, { userId: caller.userId });
  }

  private view(row: InboxItemRow, caller: Caller, me: MemberRow | undefined): InboxItem {
    const {
      companyId: _company,
      revision: _revision,
      attempt: _attempt,
      stepKey: _key,
      createdAt,
      deadline,
      closedAt,
      ...shown
    } = row;
    return {
      ...shown,
      createdAt: iso(createdAt),
      deadline: iso(deadline),
      closedAt: closedAt === null ? null : iso(closedAt),
      canAnswer:
        row.status === 'open' &&
        me !== undefined &&
        mayAnswer(row, caller, me) &&
        !row.answers.some(({ userId }) => userId === me.userId),
    };
  }
}

/** Those it is assigned to. What became of an effect (`unknown`) may be said by anybody who may answer at all. */
const mayAnswer = (row: InboxItemRow, caller: Caller, me: MemberRow): boolean =>
  roleAtLeast(caller.role, 'operator') &&
  (row.kind === 'unknown' || row.assignees.some((assignee) => names(assignee, me)));
