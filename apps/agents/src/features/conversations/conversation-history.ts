import { Injectable } from '@nestjs/common';
import type { ChatMessage } from '#libs/contracts';
import { Cache } from '#libs/platform/cache';
import { Database } from '#libs/platform/database';
import { chatOf, nothingTold, readOn, type ToldHistory } from './told-history.js';

/** How long a conversation stays at hand after its last turn, ms. */
const hotMs = 10 * 60_000;

/** What a model is told of a conversation. Messages never change, so what is kept at hand only has to be gone on with. */
@Injectable()
export class ConversationHistory {
  constructor(
    private readonly db: Database,
    private readonly cache: Cache,
  ) {}

  /** Everything up to a message, that one included; what is old as a summary. */
  async upTo(companyId: string, conversationId: string, seq: number): Promise<ChatMessage[]> {
    const key = keyOf(companyId, conversationId);
    const kept = await this.cache.get<ToldHistory>(key);
    if (kept?.through === seq) return chatOf(kept);
    const usable = kept && kept.through < seq ? kept : nothingTold;
    const history = await readOn(this.db, companyId, conversationId, usable, seq);
    await this.cache.set(key, history, hotMs);
    return chatOf(history);
  }

  /** Of a conversation that is deleted. */
  forget(companyId: string, conversationId: string): Promise<void> {
    return this.cache.delete(keyOf(companyId, conversationId));
  }
}

const keyOf = (companyId: string, conversationId: string) => `conversation ${companyId} ${conversationId}`;
