import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { aiRpc, type Agent, type Caller } from '#libs/contracts';
import {
  Durable,
  OneStepDecider,
  type DurableCommand,
  type OneStepEvent,
  type OneStepState,
  type SqlTransaction,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { MemoryStore } from './memory-store.js';
import { ownersOf } from './task-memory.js';

const kind = 'memory-extraction';
const limits = { maxAttempts: 6, firstPauseMs: 2000, timeoutMs: 130_000 };
/** A conversation that has been silent for so long is looked through. Milliseconds. */
export const silenceMs = 60_000;
const dayMs = 86_400_000;
const most = 10;
const longestText = 100_000;

interface ExtractionInput {
  conversationId: string;
  agentId: string;
  userId: string | null;
  /** The last message that was there. */
  upTo: number;
  settings: Agent['memory'];
}

const schema = {
  type: 'object',
  required: ['memories'],
  properties: {
    memories: {
      type: 'array',
      description:
        'What is worth keeping beyond this conversation: lasting facts, preferences and decisions, each understood without it. None where there is nothing. No passwords, keys or card numbers',
      items: {
        type: 'object',
        required: ['content', 'about', 'kind'],
        properties: {
          content: { type: 'string', description: 'One or two sentences' },
          about: { enum: ['user', 'agent'], description: 'user: about the person; agent: about the work' },
          kind: { enum: ['fact', 'episode'] },
        },
      },
    },
  },
};
const extracted = z.object({
  memories: z
    .array(
      z
        .object({
          content: z.string().trim().min(3).max(2000),
          about: z.enum(['user', 'agent']),
          kind: z.enum(['fact', 'episode']),
        })
        .nullable()
        .catch(null),
    )
    .catch([]),
});

/** After a conversation, where the agent's settings say so, a model keeps what is worth it: once for each stretch, also after a crash. */
@Injectable()
export class MemoryExtraction implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly db: Database,
    private readonly rpc: RpcClient,
    private readonly store: MemoryStore,
  ) {}

  onModuleInit(): void {
    const decider = new OneStepDecider(limits);
    this.durable.define<OneStepState, OneStepEvent, DurableCommand>({
      kind,
      decider: () => Promise.resolve(decider),
      execute: (_command, context) => this.extract(context),
    });
  }

  /** In the commit that ends an answer; whatever is said meanwhile puts it off. */
  async consider(
    tx: SqlTransaction,
    companyId: string,
    { settings, conversationId, ...facts }: Omit<ExtractionInput, 'upTo'>,
  ): Promise<void> {
    if (!settings.longTerm || !settings.extract) return;
    const [row] = await tx.query<{ last_seq: number }>(
      'SELECT last_seq FROM conversations WHERE company_id = ? AND id = ?',
      [companyId, conversationId],
    );
    if (!row) return;
    const upTo = Number(row.last_seq);
    const input: ExtractionInput = { settings, conversationId, upTo, ...facts };
    const notBefore = this.durable.now() + silenceMs;
    await this.durable.create({ kind, id: `mem.${conversationId}.${upTo}`, companyId, input, notBefore }, tx);
  }

  private async extract({ companyId, input, key, signal }: StepContext): Promise<StepOutcome> {
    const done: StepOutcome = { kind: 'succeeded', output: null };
    const { conversationId, agentId, userId, upTo, settings } = input as ExtractionInput;
    const said = await this.fresh(companyId, conversationId, upTo);
    if (said === undefined || said.text === '') return done;
    const caller: Caller = { kind: 'service', companyId, role: 'operator', ...(userId === null ? {} : { userId }) };
    const request = { text: said.text, schema };
    const call = { key, origin: { agentId }, request };
    let data: unknown;
    for await (const event of this.rpc.stream(aiRpc.extracting, call, { caller, signal }))
      if (event.type === 'answer') ({ data } = event.answer);
    const owners = ownersOf(caller, { settings, agentId, userId });
    const at = this.durable.now();
    for (const memory of (extracted.safeParse(data).data?.memories ?? []).slice(0, most)) {
      const owner = memory && owners.find(({ about }) => about === memory.about);
      if (!memory || !owner) continue;
      const { content, kind: sort } = memory;
      const expiresAt = settings.days === null ? null : at + settings.days * dayMs;
      const from = { source: 'conversation' as const, outside: said.outside, agentId, conversationId };
      await this.store.keep(caller, { ...owner, ...from, content, kind: sort, expiresAt });
    }
    return {
      ...done,
      write: async (tx) => {
        await tx.run(
          `INSERT INTO memory_cursors (conversation_id, company_id, up_to) VALUES (?, ?, ?)${tx.sql.upsert(['conversation_id'], ['up_to'])}`,
          [conversationId, companyId, upTo],
        );
      },
    };
  }

  /** What was said since the last time; undefined when the conversation has gone on, or is gone. */
  private async fresh(
    companyId: string,
    conversationId: string,
    upTo: number,
  ): Promise<{ text: string; outside: boolean } | undefined> {
    const [conversation] = await this.db.query<{ last_seq: number; up_to: number | null }>(
      'SELECT c.last_seq, m.up_to FROM conversations c LEFT JOIN memory_cursors m ON m.conversation_id = c.id WHERE c.company_id = ? AND c.id = ?',
      [companyId, conversationId],
    );
    if (!conversation || Number(conversation.last_seq) !== upTo) return undefined;
    const rows = await this.db.query<{ role: string; content: string; outside: number }>(
      "SELECT role, content, outside FROM conversation_messages WHERE company_id = ? AND conversation_id = ? AND seq > ? AND seq <= ? AND role IN ('user', 'assistant') AND kind = 'message' ORDER BY seq",
      [companyId, conversationId, Number(conversation.up_to ?? 0), upTo],
    );
    const lines = rows.map(({ role, content }) => `${role === 'user' ? 'User' : 'Assistant'}: ${content}`);
    return { text: lines.join('\n\n').slice(-longestText), outside: rows.some(({ outside }) => Number(outside) === 1) };
  }
}
