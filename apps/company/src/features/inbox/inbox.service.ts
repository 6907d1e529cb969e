import { Injectable } from '@nestjs/common';
import { artifactsIn } from '#libs/catalog/kit';
import {
  AppError,
  answerInboxItem,
  roleAtLeast,
  type Caller,
  type In as Input,
  type InboxEvent,
  type InboxItem,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Database, decodeCursor, encodeCursor, not, type Where } from '#libs/platform/database';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import type { MemberRow } from '../members/member.entity.js';
import { MemberRepository } from '../members/member.repository.js';
import { names, recipientKey } from '../members/recipients.js';
import { decide, noted } from './answering.js';
import { allWithdrawn, assertDecidable, delegated, withdrawn } from './delegating.js';
import type { InboxItemRow } from './inbox-item.entity.js';
import { assignedTo, InboxItemRepository } from './inbox-item.repository.js';
import { eventView, itemView, type EventRow } from './inbox.view.js';
import { ItemChanges, type ItemChange } from './item-changes.js';
import { everybodyNamed, mayAnswerAtAll } from './standing.js';

export type Given = Input<typeof answerInboxItem>['body'];

const iso = (ms: number) => new Date(ms).toISOString();

/** What waits for people, and their answers. */
@Injectable()
export class InboxService {
  constructor(
    private readonly db: Database,
    private readonly items: InboxItemRepository,
    private readonly members: MemberRepository,
    private readonly changes: ItemChanges,
    private readonly artifacts: ArtifactStore,
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
    return { items: found.items.map((row) => itemView(row, caller, me)), nextCursor: found.nextCursor, openCount };
  }

  /** @throws INBOX_ITEM_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<InboxItem> {
    return itemView(await this.items.require(caller.companyId, id), caller, await this.me(caller));
  }

  /** Oldest first. @throws INBOX_ITEM_NOT_FOUND */
  async history(caller: Caller, id: string, { limit, cursor }: PageQuery): Promise<Page<InboxEvent>> {
    await this.items.require(caller.companyId, id);
    const after = cursor === undefined ? 0 : Number(decodeCursor('inbox-history', cursor, 1)[0]);
    const rows = await this.db.query<EventRow>(
      'SELECT seq, type, at, `by`, detail FROM inbox_events WHERE item_id = ? AND company_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      [id, caller.companyId, after, limit + 1],
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items: shown.map(eventView), nextCursor: last ? encodeCursor('inbox-history', [Number(last.seq)]) : null };
  }

  /**
   * One person's answer. When it decides, the run goes on in the same commit. Two answers at once are both counted.
   * @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, INBOX_NOT_ASSIGNED, VALIDATION_FAILED
   */
  answer(caller: Caller, id: string, given: Given): Promise<InboxItem> {
    return this.change(caller, id, async (row, me, at) => {
      if ('values' in given) await this.assertFilesThere(row, given.values);
      const { answers, delegations, decision, message } = decide(row, me, given, at);
      const own = answers.at(-1)!;
      return {
        changes: { answers, delegations, ...(decision === undefined ? {} : { decision }) },
        happened: {
          type: 'answered',
          by: { userId: me.userId, name: me.name },
          data: {
            decision: own.decision,
            comment: own.comment,
            ...(own.onBehalfOf ? { onBehalfOf: own.onBehalfOf } : {}),
            decided: decision !== undefined,
          },
        },
        message,
      };
    });
  }

  /**
   * Passes one's own answer on. From then on they may answer and `caller` may not.
   * @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, INBOX_NOT_ASSIGNED, INBOX_QUORUM_IMPOSSIBLE, VALIDATION_FAILED
   */
  delegate(
    caller: Caller,
    id: string,
    { to, comment }: { to: string; comment?: string | undefined },
  ): Promise<InboxItem> {
    return this.change(caller, id, async (row, me, at) => {
      const named = await this.members.named(row.companyId, [...everybodyNamed(row), to]);
      const delegations = delegated(row, me, named, { to, comment: comment ?? null, at });
      const passed = delegations.at(-1)!;
      const facts = { to: passed.to, comment: passed.comment };
      return {
        changes: { delegations },
        happened: { type: 'delegated', by: passed.from, data: facts },
        message: noted(row, 'delegated', { by: me.userId, to: passed.to }),
        tell: { reason: 'delegated', assignees: [passed.to] },
      };
    });
  }

  /** Takes back what one passed on, with all that came of it. @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, CONFLICT */
  withdraw(caller: Caller, id: string): Promise<InboxItem> {
    return this.change(caller, id, (row, me) => ({
      changes: { delegations: withdrawn(row, me.userId) },
      happened: { type: 'withdrawn', by: { userId: me.userId, name: me.name } },
      message: noted(row, 'withdrawn', { by: me.userId }),
    }));
  }

  /**
   * Asks other people. Answers that were given stay, delegations that are open end, and who it escalates to stays.
   * @throws INBOX_ITEM_NOT_FOUND, INBOX_ITEM_CLOSED, INBOX_QUORUM_IMPOSSIBLE, VALIDATION_FAILED
   */
  assign(
    caller: Caller,
    id: string,
    { assignees, comment }: { assignees: string[]; comment?: string | undefined },
  ): Promise<InboxItem> {
    return this.change(caller, id, async (row, me) => {
      const next = { ...row, assignees: assigneesOf(row, assignees), delegations: allWithdrawn(row) };
      const named = await this.members.named(row.companyId, everybodyNamed(next));
      if (!named.some((member) => mayAnswerAtAll(member) && next.assignees.some((one) => names(one, member))))
        throw new AppError('VALIDATION_FAILED', {
          detail: 'assignees: nobody who may answer (an operator or higher) goes by these',
          issues: [{ path: 'assignees', message: 'nobody who may answer (an operator or higher) goes by these' }],
        });
      assertDecidable(next, named);
      return {
        changes: { assignees: next.assignees, delegations: next.delegations },
        happened: {
          type: 'reassigned',
          by: { userId: me.userId, name: me.name },
          data: { from: row.assignees, to: next.assignees, comment: comment ?? null },
        },
        message: noted(row, 'reassigned', { by: me.userId, to: next.assignees }),
        tell: { reason: 'reassigned', assignees: next.assignees },
      };
    });
  }

  /** Looks, decides and saves, again while others change the item at the same moment. */
  private async change(
    caller: Caller,
    id: string,
    make: (row: InboxItemRow, me: MemberRow, at: string) => Promise<ItemChange> | ItemChange,
  ): Promise<InboxItem> {
    const me = await this.me(caller);
    for (;;) {
      const row = await this.items.require(caller.companyId, id);
      const now = await this.db.now();
      assertStillOpen(row, now);
      if (!me) throw new AppError('INBOX_NOT_ASSIGNED', { detail: 'Only members of the company may do this' });
      const saved = await this.changes.save(row, await make(row, me, iso(now)));
      if (saved) return itemView(saved, caller, me);
    }
  }

  /** A field that takes a file takes one of the company's. @throws VALIDATION_FAILED naming the field */
  private async assertFilesThere({ companyId, schema }: InboxItemRow, values: unknown): Promise<void> {
    const files = artifactsIn(schema, values, 'values');
    const known = await this.artifacts.known(
      companyId,
      files.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
    );
    const issues = files.flatMap(({ path, id }) =>
      typeof id === 'string' && known.has(id) ? [] : [{ path, message: 'expected the id of a file of the company' }],
    );
    if (issues[0])
      throw new AppError('VALIDATION_FAILED', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
  }

  private async me(caller: Caller): Promise<MemberRow | undefined> {
    const { companyId, userId, role } = caller;
    const found = userId === undefined ? undefined : await this.members.findOne(companyId, { userId });
    // The token's role is what the request was let in with; the row's may have changed since.
    return found && { ...found, role: roleAtLeast(found.role, role) ? role : found.role };
  }
}

/** @throws INBOX_ITEM_CLOSED, also when the deadline has passed and nobody has closed it yet */
function assertStillOpen(row: InboxItemRow, now: number): void {
  if (row.status !== 'open')
    throw new AppError('INBOX_ITEM_CLOSED', {
      detail: row.decision ? `It was ${row.decision}` : `It is ${row.status}`,
    });
  if (now >= row.deadline) throw new AppError('INBOX_ITEM_CLOSED', { detail: 'Its deadline has passed' });
}

/** @throws VALIDATION_FAILED naming the one that is nobody */
function assigneesOf({ kind }: InboxItemRow, given: readonly string[]): string[] {
  const issues = given.flatMap((each, index) =>
    recipientKey(each) === undefined
      ? [{ path: `assignees[${index}]`, message: 'expected role:<role>, user:<id> or an e-mail address' }]
      : [],
  );
  if (kind === 'unknown')
    issues.push({ path: 'assignees', message: 'this may be answered by anybody who may answer at all' });
  if (kind === 'budget')
    issues.push({ path: 'assignees', message: 'only an administrator may raise a budget, and all of them are asked' });
  if (issues[0]) throw new AppError('VALIDATION_FAILED', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
  return [...new Set(given)];
}
