import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Chat, type ChatTurn, type Page, type PageQuery } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Durable } from '#libs/durable';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import type { ChatRow, ChatTurnRow } from './chat.entity.js';
import { ChatRepository } from './chat.repository.js';
import { chatView, turnView } from './chat.view.js';
import { WorkflowChats } from './workflow-chats.js';

/** Members' chats with workflows, and what they see of those of strangers. */
@Injectable()
export class ChatsService {
  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly workflows: WorkflowRepository,
    private readonly runs: RunsService,
    private readonly chats: ChatRepository,
    private readonly talk: WorkflowChats,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND, CHAT_NOT_FOUND for one that is not the caller's, and as `WorkflowChats.say` */
  async say(
    caller: Caller,
    workflowId: string,
    { content, chatId }: { content: string; chatId?: string | undefined },
  ): Promise<{ chatId: string; turn: ChatTurnRow }> {
    const { companyId } = caller;
    await this.workflows.require(companyId, workflowId);
    const userId = caller.userId ?? null;
    const chat =
      chatId === undefined
        ? this.chats.fresh(
            { companyId, workflowId, agentId: null, widgetId: null, userId, tokenHash: null },
            content,
            this.durable.now(),
          )
        : await this.require(companyId, workflowId, chatId);
    if (chat.widgetId !== null || chat.userId !== userId)
      throw new AppError('CHAT_NOT_FOUND', { detail: 'This chat is somebody else’s' });
    const turn = await this.talk.say(chat, content, {
      startedBy: await this.runs.personOf(caller),
      outside: false,
    });
    return { chatId: chat.id, turn };
  }

  async answered(turn: ChatTurnRow, ms: number, signal: AbortSignal): Promise<ChatTurn> {
    return turnView(await this.talk.answered(turn, ms, signal));
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async list({ companyId }: Caller, workflowId: string, page: PageQuery): Promise<Page<Chat>> {
    await this.workflows.require(companyId, workflowId);
    const found = await this.chats.page(companyId, { ...page, where: { workflowId }, order: ['updatedAt', 'desc'] });
    return { items: found.items.map(chatView), nextCursor: found.nextCursor };
  }

  /** @throws WORKFLOW_NOT_FOUND, CHAT_NOT_FOUND */
  async get({ companyId }: Caller, workflowId: string, id: string): Promise<Chat & { said: ChatTurn[] }> {
    await this.workflows.require(companyId, workflowId);
    const chat = await this.require(companyId, workflowId, id);
    const said = await this.chats.said(chat, 500);
    const now = await Promise.all(said.map((turn) => this.talk.settled(turn, { ms: 0 })));
    return { ...chatView(chat), said: now.map(turnView) };
  }

  /** Its runs stay. @throws WORKFLOW_NOT_FOUND, CHAT_NOT_FOUND */
  async delete({ companyId }: Caller, workflowId: string, id: string): Promise<void> {
    await this.workflows.require(companyId, workflowId);
    await this.require(companyId, workflowId, id);
    await this.db.transaction(async (tx) => {
      await this.chats.turns.in(tx).delete(companyId, { chatId: id });
      await this.chats.in(tx).delete(companyId, { id });
    });
  }

  private async require(companyId: string, workflowId: string, id: string): Promise<ChatRow> {
    const chat = await this.chats.findOne(companyId, { id, workflowId });
    if (!chat) throw new AppError('CHAT_NOT_FOUND');
    return chat;
  }
}
