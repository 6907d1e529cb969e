import { Injectable } from '@nestjs/common';
import {
  AppError,
  type Caller,
  type Conversation,
  type ConversationMessage,
  type In,
  type listConversations,
  type listMessages,
  type Page,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import {
  contains,
  Database,
  oneOf,
  sqlCondition,
  TenantRepository,
  type Tx,
  type Where,
} from '#libs/platform/database';
import { agentEntity, type AgentRow } from '../agents/agent.entity.js';
import {
  conversationEntity,
  messageEntity,
  turnEntity,
  type ConversationRow,
  type MessageRow,
  type TurnRow,
} from './conversation.entity.js';
import { conversationView, messageView } from './conversation.view.js';
import { ConversationHistory } from './conversation-history.js';
import { pendingJobs } from './conversation-line.js';
import { lockConversation } from './conversation-store.js';

/** Conversations as people look at them and keep them in order. */
@Injectable()
export class ConversationsService {
  private readonly conversations: TenantRepository<ConversationRow>;
  private readonly messages: TenantRepository<MessageRow>;
  private readonly turns: TenantRepository<TurnRow>;
  private readonly agents: TenantRepository<AgentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly history: ConversationHistory,
  ) {
    this.conversations = new TenantRepository(db, conversationEntity);
    this.messages = new TenantRepository(db, messageEntity);
    this.turns = new TenantRepository(db, turnEntity);
    this.agents = new TenantRepository(db, agentEntity);
  }

  async list(
    { companyId, userId }: Caller,
    { agentId, status, mine, search, ...page }: In<typeof listConversations>['query'],
  ): Promise<Page<Conversation>> {
    const where: Where<ConversationRow> = {
      ...(agentId === undefined ? {} : { agentId }),
      ...(status === undefined ? {} : { status }),
      ...(mine ? { userId: userId ?? '' } : {}),
      ...(search === undefined ? {} : { title: contains(search) }),
    };
    const found = await this.conversations.page(companyId, { ...page, where, order: ['updatedAt', 'desc'] });
    return { items: await this.views(companyId, found.items), nextCursor: found.nextCursor };
  }

  /** @throws CONVERSATION_NOT_FOUND */
  async get({ companyId }: Caller, id: string) {
    const row = await this.require(companyId, id);
    const [view] = await this.views(companyId, [row]);
    const queued = await this.turns.find(companyId, {
      where: { conversationId: id, status: 'queued' },
      order: { place: 'asc' },
      limit: 200,
    });
    const waiting = queued.map(({ id: taskId, role, content, createdAt }) => ({
      taskId,
      role,
      content,
      createdAt: new Date(createdAt).toISOString(),
    }));
    return { ...view!, waiting, pendingJobs: await pendingJobs(this.db, id) };
  }

  /** @throws CONVERSATION_NOT_FOUND */
  async messagesOf(
    { companyId }: Caller,
    id: string,
    { after, order, ...page }: In<typeof listMessages>['query'],
  ): Promise<Page<ConversationMessage>> {
    await this.require(companyId, id);
    const newer =
      after === undefined
        ? {}
        : { seq: sqlCondition((column) => `${column} > :afterSeq`, { afterSeq: after }) as never };
    const where: Where<MessageRow> = { conversationId: id, ...newer };
    const found = await this.messages.page(companyId, { ...page, where, order: ['seq', order] });
    return { items: found.items.map(messageView), nextCursor: found.nextCursor };
  }

  /** @throws CONVERSATION_NOT_FOUND */
  async update(
    { companyId }: Caller,
    id: string,
    changes: {
      title?: string | undefined;
      status?: Conversation['status'] | undefined;
      webhookUrl?: string | null | undefined;
    },
  ): Promise<Conversation> {
    const row = await this.require(companyId, id);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length > 0) await this.conversations.update(companyId, { id }, given);
    return (await this.views(companyId, [{ ...row, ...given }]))[0]!;
  }

  /** Its task and its jobs are called off; what they still bring is dropped. @throws CONVERSATION_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const row = await lockConversation(tx, companyId, id);
      if (!row) throw new AppError('CONVERSATION_NOT_FOUND');
      if (row.workingTaskId !== null) await this.callOff(tx, row.workingTaskId);
      for (const job of await pendingJobs(tx, id)) await this.callOff(tx, job.id);
      const now = this.durable.now();
      await tx.run(
        "UPDATE tasks SET status = 'cancelled', finished_at = ? WHERE conversation_id = ? AND status = 'queued' AND id IN (SELECT id FROM conversation_turns WHERE conversation_id = ? AND status = 'queued')",
        [now, id, id],
      );
      for (const table of ['conversation_turns', 'conversation_messages'])
        await tx.run(`DELETE FROM ${table} WHERE conversation_id = ?`, [id]);
      await tx.run('DELETE FROM conversations WHERE id = ?', [id]);
    });
    await this.history.forget(companyId, id);
  }

  private async callOff(tx: Tx, runId: string): Promise<void> {
    try {
      await this.durable.send(runId, { id: 'conversation.deleted', event: { type: 'run.cancelRequested' } }, tx);
    } catch (error) {
      if (!AppError.is(error, 'RUN_NOT_FOUND')) throw error;
    }
  }

  private async views(companyId: string, rows: readonly ConversationRow[]): Promise<Conversation[]> {
    if (rows.length === 0) return [];
    const agentIds = [...new Set(rows.map(({ agentId }) => agentId))];
    const agents = await this.agents.find(companyId, { where: { id: oneOf(agentIds) } });
    const names = new Map(agents.map(({ id, name }) => [id, name]));
    const marks = rows.map(() => '?').join(', ');
    const counts = await this.db.query<{ id: string; n: number }>(
      `SELECT conversation_id AS id, COUNT(*) AS n FROM conversation_turns WHERE status = 'queued' AND conversation_id IN (${marks}) GROUP BY conversation_id`,
      rows.map(({ id }) => id),
    );
    const queued = new Map(counts.map(({ id, n }) => [id, Number(n)]));
    return rows.map((row) =>
      conversationView(row, { agentName: names.get(row.agentId) ?? '', queued: queued.get(row.id) ?? 0 }),
    );
  }

  private async require(companyId: string, id: string): Promise<ConversationRow> {
    const row = await this.conversations.get(companyId, id);
    if (!row) throw new AppError('CONVERSATION_NOT_FOUND');
    return row;
  }
}
