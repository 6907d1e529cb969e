import { Injectable } from '@nestjs/common';
import { AppError, type ConversationReply } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { LiveBus } from '#libs/platform/live';
import { messageEntity, turnEntity, type MessageRow, type TurnRow } from './conversation.entity.js';
import { messageView } from './conversation.view.js';
import { pendingJobs } from './conversation-line.js';

/** A hint may be lost: so often it is looked again, ms. */
const lookEveryMs = 1000;

/** The reply of a turn, once it is there. */
@Injectable()
export class ReplyReader {
  private readonly turns: TenantRepository<TurnRow>;
  private readonly messages: TenantRepository<MessageRow>;

  constructor(
    private readonly db: Database,
    private readonly live: LiveBus,
  ) {
    this.turns = new TenantRepository(db, turnEntity);
    this.messages = new TenantRepository(db, messageEntity);
  }

  /** Undefined while it is not over. @throws TASK_FAILED with why; TASK_NOT_FOUND when the conversation is deleted meanwhile */
  async reply(companyId: string, taskId: string): Promise<ConversationReply | undefined> {
    const turn = await this.turns.get(companyId, taskId);
    if (!turn) throw new AppError('TASK_NOT_FOUND', { detail: 'The conversation was deleted' });
    if (turn.status !== 'done') return undefined;
    const { conversationId, replySeq, nextTaskId } = turn;
    if (nextTaskId !== null) return this.reply(companyId, nextTaskId);
    const message =
      replySeq === null ? undefined : await this.messages.findOne(companyId, { conversationId, seq: replySeq });
    if (!message || message.kind === 'error') {
      const detail = message?.content ?? 'The message was withdrawn before its turn';
      throw new AppError('TASK_FAILED', { detail, taskId, conversationId, reason: message?.extra.data ?? null });
    }
    return {
      conversationId,
      taskId,
      message: messageView(message),
      pendingJobs: await pendingJobs(this.db, conversationId),
      usage: turn.usage ?? { inputTokens: 0, outputTokens: 0, costMicros: 0 },
    };
  }

  /** The reply as soon as it is there; undefined when that takes longer than `ms`, or the signal aborts. @throws as `reply` */
  async wait(turn: TurnRow, ms: number, signal: AbortSignal): Promise<ConversationReply | undefined> {
    const end = performance.now() + ms;
    let heard = false;
    let wake = (): void => undefined;
    const ring = () => {
      heard = true;
      wake();
    };
    const unsubscribe = this.live.subscribe(turn.conversationId, ring);
    signal.addEventListener('abort', ring, { once: true });
    try {
      for (;;) {
        heard = false;
        const reply = await this.reply(turn.companyId, turn.id);
        const left = end - performance.now();
        if (reply || left <= 0 || signal.aborted) return reply;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(left, lookEveryMs));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          if (heard) wake();
        });
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', ring);
    }
  }
}
