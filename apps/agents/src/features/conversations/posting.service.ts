import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type In, type postMessage } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import { AgentsService } from '../agents/agents.service.js';
import type { AgentRow } from '../agents/agent.entity.js';
import { taskEntity, type TaskRow } from '../tasks/task.entity.js';
import { turnEntity, type ConversationRow, type TurnRow } from './conversation.entity.js';
import { ConversationLine, type NewTurn } from './conversation-line.js';
import { countQueued, insertConversation, lockConversation } from './conversation-store.js';

type Body = In<typeof postMessage>['body'];

/** Messages that may wait in one conversation. */
const longestLine = 100;
const titleLength = 80;

/** Takes down what people say to agents. */
@Injectable()
export class PostingService {
  private readonly tasks: TenantRepository<TaskRow>;
  private readonly turns: TenantRepository<TurnRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly agents: AgentsService,
    private readonly line: ConversationLine,
  ) {
    this.tasks = new TenantRepository(db, taskEntity);
    this.turns = new TenantRepository(db, turnEntity);
  }

  /**
   * Message, task and its place in the line are one commit. Under the same key it is the same message.
   * @throws AGENT_NOT_FOUND, AGENT_INACTIVE, CONVERSATION_NOT_FOUND, CONVERSATION_ARCHIVED, CONVERSATION_FULL, IDEMPOTENCY_KEY_REUSED
   */
  async post(
    caller: Caller,
    agentId: string,
    body: Body,
    {
      key,
      taskId = newId('task'),
      outside = false,
    }: { key?: string | undefined; taskId?: string; /** A stranger says it. */ outside?: boolean } = {},
  ): Promise<TurnRow> {
    const { companyId } = caller;
    const requestKey = key === undefined ? undefined : requestKeyOf(caller, agentId, key);
    const known = requestKey === undefined ? undefined : await this.known(companyId, requestKey, body);
    if (known) return known;
    const agent = await this.agents.forTask(companyId, agentId);
    try {
      return await this.db.transaction((tx) => this.enter(tx, caller, agent, body, { taskId, requestKey, outside }));
    } catch (error) {
      const twin =
        requestKey !== undefined && isDuplicateKey(error) ? await this.known(companyId, requestKey, body) : undefined;
      if (!twin) throw error;
      return twin;
    }
  }

  private async enter(
    tx: Tx,
    caller: Caller,
    agent: AgentRow,
    body: Body,
    { taskId, requestKey, outside }: { taskId: string; requestKey: string | undefined; outside: boolean },
  ): Promise<TurnRow> {
    const conversation = await this.conversationOf(tx, caller, agent, body);
    const own = conversation.webhookUrl ?? agent.config.webhookUrl ?? null;
    const turn: NewTurn = {
      taskId,
      requestKey,
      role: 'user',
      content: body.content,
      outside,
      userId: caller.userId ?? null,
      // Who waits for the reply needs no second one, unless he asks for it.
      webhookUrl: body.webhookUrl ?? (body.mode === 'async' ? own : null),
      streams: body.mode === 'stream',
    };
    const { id, name, version, status, config } = agent;
    const known = { id, name, version, status, webhookUrl: config.webhookUrl ?? null };
    return this.line.enter(tx, conversation, turn, { immediate: body.mode !== 'async', agent: known });
  }

  private async conversationOf(tx: Tx, caller: Caller, agent: AgentRow, body: Body): Promise<ConversationRow> {
    const { companyId } = caller;
    if (body.conversationId === undefined) return this.begin(tx, caller, agent, body);
    const conversation = await lockConversation(tx, companyId, body.conversationId);
    if (!conversation || ![conversation.agentId, conversation.firstAgentId].includes(agent.id))
      throw new AppError('CONVERSATION_NOT_FOUND', { detail: `${agent.name} has no such conversation` });
    if (conversation.status === 'archived') throw new AppError('CONVERSATION_ARCHIVED');
    if (conversation.workingTaskId !== null && (await countQueued(tx, conversation.id)) >= longestLine)
      throw new AppError('CONVERSATION_FULL', { detail: `${longestLine} messages wait already`, retryAfterMs: 5000 });
    if (body.webhookUrl !== undefined) conversation.webhookUrl = body.webhookUrl;
    return conversation;
  }

  private begin(tx: Tx, caller: Caller, agent: AgentRow, body: Body): ConversationRow {
    const now = this.durable.now();
    const conversation: ConversationRow = {
      id: newId('conversation'),
      companyId: caller.companyId,
      agentId: agent.id,
      firstAgentId: agent.id,
      userId: caller.userId ?? null,
      title: titleOf(body.content),
      status: 'active',
      webhookUrl: body.webhookUrl ?? null,
      lastSeq: 0,
      lastPlace: 0,
      workingTaskId: null,
      freshChars: 0,
      outside: false,
      summingUpTo: null,
      createdAt: now,
      updatedAt: now,
    };
    insertConversation(tx, conversation);
    return conversation;
  }

  /** @throws IDEMPOTENCY_KEY_REUSED when another message came under the key */
  private async known(companyId: string, requestKey: string, body: Body): Promise<TurnRow | undefined> {
    const task = await this.tasks.findOne(companyId, { requestKey }, ['id']);
    const turn = task && (await this.turns.get(companyId, task.id));
    if (!turn) return undefined;
    const isSame =
      turn.content === body.content &&
      (body.conversationId === undefined || body.conversationId === turn.conversationId);
    if (!isSame) throw new AppError('IDEMPOTENCY_KEY_REUSED');
    return turn;
  }
}

/** A client's key counts for the person who sent it and the agent it was sent to. */
function requestKeyOf({ userId }: Caller, agentId: string, key: string): string {
  const digest = createHash('sha256').update(JSON.stringify([userId ?? null, agentId, key]));
  return `message.${digest.digest('base64url')}`;
}

/** The first line, cut between words. */
function titleOf(content: string): string {
  const line = content.split('\n', 1)[0]!.trim();
  if (line.length <= titleLength) return line;
  const cut = line.slice(0, titleLength);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 40))}…`;
}
