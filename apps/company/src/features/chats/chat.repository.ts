import { Injectable } from '@nestjs/common';
import { AppError, newId } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import { chatEntity, chatTurnEntity, type ChatRow, type ChatTurnRow } from './chat.entity.js';

/** Things said in one chat. */
const longestChat = 500;
const titleLength = 80;

export type NewChat = Pick<ChatRow, 'companyId' | 'workflowId' | 'agentId' | 'widgetId' | 'userId' | 'tokenHash'>;

@Injectable()
export class ChatRepository extends TenantRepository<ChatRow> {
  readonly turns: TenantRepository<ChatTurnRow>;

  constructor(private readonly database: Database) {
    super(database, chatEntity);
    this.turns = new TenantRepository(database, chatTurnEntity);
  }

  /** Not written yet. */
  fresh(chat: NewChat, content: string, at: number): ChatRow {
    const line = content.split('\n', 1)[0]!.trim();
    const title = line.length > titleLength ? `${line.slice(0, titleLength)}…` : line;
    return { ...chat, id: newId('chat'), conversationId: null, title, lastSeq: 0, createdAt: at, updatedAt: at };
  }

  last(chat: ChatRow): Promise<ChatTurnRow | undefined> {
    return this.turns.findOne(chat.companyId, { chatId: chat.id, seq: chat.lastSeq });
  }

  /** The newest of them, the oldest first. */
  async said(chat: ChatRow, limit: number): Promise<ChatTurnRow[]> {
    const where = { chatId: chat.id };
    return (await this.turns.find(chat.companyId, { where, order: { seq: 'desc' }, limit })).reverse();
  }

  /**
   * Writes the next thing said, and what `alongside` does, in one commit. Two at once: one of them is told that the chat is busy.
   * @throws CHAT_BUSY, CHAT_FULL
   */
  async add(
    chat: ChatRow,
    content: string,
    more: { runId: string | null; afterSeq: number; at: number },
    alongside: (tx: Tx, turn: ChatTurnRow) => Promise<void>,
  ): Promise<ChatTurnRow> {
    if (chat.lastSeq >= longestChat)
      throw new AppError('CHAT_FULL', { detail: `A chat has at most ${longestChat} turns` });
    const { companyId, id: chatId } = chat;
    const { at, ...facts } = more;
    const seq = chat.lastSeq + 1;
    const turn: ChatTurnRow = {
      id: newId('message'),
      ...{ companyId, chatId, seq, content, ...facts },
      ...{ status: 'working', answer: null, error: null, createdAt: at, answeredAt: null },
    };
    try {
      await this.database.transaction(async (tx) => {
        await this.turns.in(tx).insert(companyId, turn);
        if (chat.lastSeq === 0) await this.in(tx).insert(companyId, { ...chat, lastSeq: seq });
        else await this.in(tx).update(companyId, { id: chatId }, { lastSeq: seq, updatedAt: at });
        await alongside(tx, turn);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError('CHAT_BUSY', {}, { cause: error });
    }
    chat.lastSeq = seq;
    return turn;
  }

  /** Once; what came first stays. */
  async settle(
    turn: ChatTurnRow,
    outcome: Pick<ChatTurnRow, 'status' | 'answer' | 'error'>,
    at: number,
  ): Promise<ChatTurnRow> {
    const where = { id: turn.id, status: 'working' as const };
    const done = { ...outcome, answeredAt: at };
    if ((await this.turns.update(turn.companyId, where, done)) > 0) return { ...turn, ...done };
    return (await this.turns.get(turn.companyId, turn.id)) ?? { ...turn, ...done };
  }
}
