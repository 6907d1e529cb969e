import { Injectable, type OnModuleInit } from '@nestjs/common';
import { aiRpc, type Caller } from '#libs/contracts';
import {
  Durable,
  type DurableCommand,
  OneStepDecider,
  type OneStepEvent,
  type OneStepState,
  type SqlTransaction,
  type StepOutcome,
} from '#libs/durable';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import type { ConversationRow } from './conversation.entity.js';
import { lockConversation, saveConversation, say } from './conversation-store.js';
import { transcriptOf } from './told-history.js';

const kind = 'conversation-summary';
const limits = { maxAttempts: 12, firstPauseMs: 1000, timeoutMs: 130_000 };

/** From this many characters on, what a model is told of a conversation is compacted: some 12,000 tokens. */
export const compactAtChars = 48_000;
/** What is newest stays as it was said: this much of it, and at least the last messages. */
const keptChars = 12_000;
const keptMessages = 4;
const summaryWords = 400;

interface SummaryInput {
  conversationId: string;
  agentId: string;
  upTo: number;
}

/** Long conversations are told to models as a summary of what is old, which is a message that people see, and the newest messages as they are. */
@Injectable()
export class Summaries implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly rpc: RpcClient,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    const decider = new OneStepDecider(limits);
    this.durable.define<OneStepState, OneStepEvent, DurableCommand>({
      kind,
      decider: () => Promise.resolve(decider),
      execute: (_command, { input, companyId, key, signal }) =>
        this.summarize(companyId, input as SummaryInput, key, signal),
      project: async (tx, changes) => {
        for (const { run, to, reading } of changes)
          if (to === 'failed') await this.giveUp(tx, run.companyId, reading.input as SummaryInput | undefined);
      },
    });
  }

  /** Asks for a summary when the conversation has grown long: once for each stretch. The caller saves the row. */
  async consider(tx: SqlTransaction, conversation: ConversationRow): Promise<void> {
    if (conversation.freshChars < compactAtChars || conversation.summingUpTo !== null) return;
    const upTo = await this.border(tx, conversation);
    if (upTo === undefined) return;
    conversation.summingUpTo = upTo;
    const input: SummaryInput = { conversationId: conversation.id, agentId: conversation.agentId, upTo };
    const { companyId } = conversation;
    await this.durable.create({ kind, id: `sum.${conversation.id}.${upTo}`, companyId, input }, tx);
  }

  /** The last message that is summed up: what follows it is the newest. */
  private async border(tx: SqlTransaction, { id }: ConversationRow): Promise<number | undefined> {
    const newest = await tx.query<{ seq: number; chars: number }>(
      "SELECT seq, LENGTH(content) AS chars FROM conversation_messages WHERE conversation_id = ? AND kind = 'message' ORDER BY seq DESC LIMIT 200",
      [id],
    );
    let kept = 0;
    for (const [index, { seq, chars }] of newest.entries()) {
      kept += Number(chars);
      if (index >= keptMessages && kept > keptChars) return Number(seq);
    }
    return undefined;
  }

  private async summarize(
    companyId: string,
    { conversationId, agentId, upTo }: SummaryInput,
    key: string,
    signal: AbortSignal,
  ): Promise<StepOutcome> {
    const text = await transcriptOf(this.db, companyId, conversationId, upTo);
    if (text === '') return { kind: 'succeeded', output: null };
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const request = { text, maxWords: summaryWords };
    const { summary } = await this.rpc.call(aiRpc.summarize, { key, origin: { agentId }, request }, { caller, signal });
    return {
      kind: 'succeeded',
      output: summary,
      write: (tx) => this.write(tx, companyId, conversationId, upTo, summary),
    };
  }

  private async write(
    tx: SqlTransaction,
    companyId: string,
    conversationId: string,
    upTo: number,
    summary: string,
  ): Promise<void> {
    const conversation = await lockConversation(tx, companyId, conversationId);
    if (!conversation) return;
    const said = {
      role: 'assistant' as const,
      kind: 'summary' as const,
      content: summary,
      extra: { coversThrough: upTo },
      outside: conversation.outside,
    };
    say(tx, conversation, this.durable.now(), said);
    const [left] = await tx.query<{ chars: number | null }>(
      "SELECT SUM(LENGTH(content)) AS chars FROM conversation_messages WHERE conversation_id = ? AND kind = 'message' AND seq > ?",
      [conversationId, upTo],
    );
    conversation.freshChars = Number(left?.chars ?? 0) + summary.length;
    conversation.summingUpTo = null;
    saveConversation(tx, conversation);
  }

  /** No model could do it: the conversation goes on with all of its messages, and a later turn asks again. */
  private async giveUp(tx: SqlTransaction, companyId: string, input: SummaryInput | undefined): Promise<void> {
    const conversation = input && (await lockConversation(tx, companyId, input.conversationId));
    if (!conversation) return;
    conversation.summingUpTo = null;
    saveConversation(tx, conversation);
  }
}
