/** The one place where a conversation moves on, longer than most files because its rules are read together. */
import { Injectable } from '@nestjs/common';
import type { Agent, Task } from '#libs/contracts';
import { newId } from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { insertRows } from '#libs/platform/database';
import { LiveBus } from '#libs/platform/live';
import { JobFollowers } from '../jobs/job-followers.js';
import type { JobRow } from '../jobs/job.entity.js';
import type { HandOff } from '../tasks/hand-offs.js';
import { pinOf, taskKind } from '../tasks/task-pin.js';
import { noChildren, taskColumns, type TaskInput, type TaskRow } from '../tasks/task.entity.js';
import { AgentWebhooks } from '../webhooks/agent-webhooks.js';
import type { ConversationRow, MessageExtra, MessageRow, TurnRow } from './conversation.entity.js';
import { messageView } from './conversation.view.js';
import {
  findTurn,
  insertTurn,
  lockConversation,
  nextTurn,
  openTurns,
  saveConversation,
  say,
} from './conversation-store.js';
import { outsideMessages } from './outside-messages.js';
import { Summaries } from './summaries.js';

/** What is said to the agent. */
export interface NewTurn {
  taskId?: string;
  role: TurnRow['role'];
  content: string;
  extra?: MessageExtra;
  outside?: boolean;
  jobId?: string | null;
  userId?: string | null;
  webhookUrl: string | null;
  streams?: boolean;
  requestKey?: string | undefined;
}

/** A task of a conversation that is over. */
export interface EndedTask {
  taskId: string;
  companyId: string;
  conversationId: string;
  status: Task['status'];
  /** Of a task that succeeded. */
  result?: { answer: string; data?: unknown; handedOff?: { agentName: string } } | undefined;
  error?: { code: string; message: string } | undefined;
  usage: { inputTokens: number; outputTokens: number; costMicros: number };
  /** What strangers wrote has reached its context. */
  outside: boolean;
  /** It has called tools. */
  hasCalled: boolean;
  at: number;
}

/** The agent whose turn it is. */
interface Answering {
  id: string;
  name: string;
  version: number;
  status: Agent['status'];
  webhookUrl: string | null;
}

/** Places between two turns, for those that go before the next one. */
const placeGap = 1000;

/** Longest result of a job that is told in words; the job itself keeps it whole. Characters. */
const longestResult = 40_000;

/**
 * One thing at a time: what is said to an agent waits in line, and its turn begins in the very commit that ends the one before, so that
 * nothing is lost, doubled or out of order whatever dies in between. Callers hold the conversation's row.
 */
@Injectable()
export class ConversationLine extends JobFollowers {
  constructor(
    private readonly durable: Durable,
    private readonly webhooks: AgentWebhooks,
    private readonly summaries: Summaries,
    private readonly live: LiveBus,
  ) {
    super();
  }

  /** Puts a turn at the end of the line, and begins it when nobody is before it. Saves the conversation. */
  async enter(
    tx: SqlTransaction,
    conversation: ConversationRow,
    { taskId = newId('task'), requestKey, ...turn }: NewTurn,
    { immediate = false, after, agent: known }: { immediate?: boolean; after?: TurnRow; agent?: Answering } = {},
  ): Promise<TurnRow> {
    const at = this.durable.now();
    const agent = known?.id === conversation.agentId ? known : await answering(tx, conversation);
    // Whoever ends a turn begins the next one: while nobody works, nobody waits.
    const beginsAtOnce = conversation.workingTaskId === null && agent.status === 'active';
    const row: TurnRow = {
      extra: {},
      outside: false,
      jobId: null,
      userId: null,
      streams: false,
      ...turn,
      id: taskId,
      companyId: conversation.companyId,
      conversationId: conversation.id,
      place: after ? after.place + 1 : (conversation.lastPlace += placeGap),
      status: beginsAtOnce ? 'running' : 'queued',
      nextTaskId: null,
      replySeq: null,
      usage: null,
      createdAt: at,
    };
    insertTurn(tx, row);
    await insertRows(tx, 'tasks', taskColumns, [taskRowOf(row, agent, requestKey)]);
    if (beginsAtOnce) {
      const { seq } = say(tx, conversation, at, saidIn(row));
      await this.begin(tx, conversation, row, { agent, seq, immediate });
    } else if (conversation.workingTaskId === null)
      await this.advance(tx, conversation, at, await nextTurn(tx, conversation.id));
    this.save(tx, conversation);
    return row;
  }

  /** The task at work is over: its answer is said, told to the webhook, and the next turn begins. */
  async taskEnded(tx: SqlTransaction, ended: EndedTask): Promise<void> {
    const conversation = await lockConversation(tx, ended.companyId, ended.conversationId);
    if (!conversation) return;
    const [first, second] = await openTurns(tx, conversation.id);
    const turn = first?.id === ended.taskId ? first : await findTurn(tx, ended.taskId);
    if (!turn || turn.status === 'done') return;
    const reply = await this.reply(tx, conversation, ended);
    tx.later("UPDATE conversation_turns SET status = 'done', reply_seq = ?, `usage` = ? WHERE id = ?", [
      reply.seq,
      JSON.stringify(ended.usage),
      turn.id,
    ]);
    if (turn.webhookUrl !== null && turn.nextTaskId === null) await this.tell(tx, turn.webhookUrl, reply, ended);
    if (conversation.workingTaskId === turn.id) conversation.workingTaskId = null;
    if (conversation.workingTaskId === null)
      await this.advance(tx, conversation, ended.at, turn === first ? second : await nextTurn(tx, conversation.id));
    await this.summaries.consider(tx, conversation);
    this.save(tx, conversation);
  }

  /** The result of a job becomes a message, and the agent goes on with it; in an archived conversation it is only written down. */
  async onEnded(tx: SqlTransaction, job: JobRow, round: number): Promise<void> {
    if (job.conversationId === null) return;
    const conversation = await lockConversation(tx, job.companyId, job.conversationId);
    if (!conversation) return;
    const said = { role: 'tool' as const, ...resultOf(job), outside: job.outside, jobId: job.id };
    if (conversation.status === 'archived') {
      say(tx, conversation, this.durable.now(), said);
      return this.save(tx, conversation);
    }
    const agent = await answering(tx, conversation);
    const webhookUrl = conversation.webhookUrl ?? agent.webhookUrl;
    await this.enter(tx, conversation, { ...said, webhookUrl, requestKey: `${job.id}.${round}` });
  }

  /** Takes a turn out of the line that has not begun. @returns false when it has, or was never in a line */
  async withdraw(tx: SqlTransaction, companyId: string, conversationId: string, taskId: string): Promise<boolean> {
    const conversation = await lockConversation(tx, companyId, conversationId);
    const turn = conversation && (await findTurn(tx, taskId));
    if (!conversation || turn?.status !== 'queued') return false;
    await this.endUnbegun(tx, turn, 'cancelled', null);
    tx.afterCommit(() => this.live.publish(conversation.id, conversation.lastSeq));
    return true;
  }

  /**
   * Another agent answers from the next turn on, which is about what it is handed: before all else that waits. Once for a key.
   * @returns false when there is no such conversation
   */
  async handOff(
    tx: SqlTransaction,
    { companyId, conversationId, fromTaskId, key, to, message }: HandOff,
  ): Promise<boolean> {
    const conversation = await lockConversation(tx, companyId, conversationId);
    const turn = conversation && (await findTurn(tx, fromTaskId));
    if (!conversation || turn?.status !== 'running') return false;
    if (turn.nextTaskId !== null) return true;
    conversation.agentId = to.agentId;
    const { webhookUrl, streams, userId } = turn;
    const extra = { tool: 'hand_off', input: { agent: to.agentName, message } };
    const content = JSON.stringify({ handedTo: to.agentName, message });
    // What an agent says that has read what strangers wrote may be theirs.
    const { outside } = conversation;
    const next = await this.enter(
      tx,
      conversation,
      { role: 'tool', content, extra, outside, userId, webhookUrl, streams, requestKey: `hand-off.${key}` },
      { after: turn },
    );
    await tx.run('UPDATE conversation_turns SET next_task_id = ? WHERE id = ?', [next.id, turn.id]);
    return true;
  }

  /** Begins the first turn of the line that can, `next` before all others. */
  private async advance(
    tx: SqlTransaction,
    conversation: ConversationRow,
    at: number,
    next: TurnRow | undefined,
  ): Promise<void> {
    for (let turn = next; turn; turn = await nextTurn(tx, conversation.id)) {
      const agent = await answering(tx, conversation);
      const message = say(tx, conversation, at, saidIn(turn));
      if (agent.status === 'active') {
        tx.later("UPDATE conversation_turns SET status = 'running' WHERE id = ?", [turn.id]);
        tx.later('UPDATE tasks SET agent_id = ?, agent_name = ?, agent_version = ? WHERE id = ?', [
          agent.id,
          agent.name,
          agent.version,
          turn.id,
        ]);
        await this.begin(tx, conversation, turn, { agent, seq: message.seq, immediate: false });
        return;
      }
      const error = { code: 'AGENT_INACTIVE', message: `${agent.name} is ${agent.status}` };
      const reply = say(tx, conversation, at, errorSaid(turn.id, error));
      await this.endUnbegun(tx, turn, 'failed', error, reply.seq);
    }
  }

  private async begin(
    tx: SqlTransaction,
    conversation: ConversationRow,
    turn: TurnRow,
    { agent, seq, immediate }: { agent: Answering; seq: number; immediate: boolean },
  ): Promise<void> {
    const { id, companyId, content, userId, streams, webhookUrl } = turn;
    const outside = conversation.outside ? await outsideMessages(tx, conversation.id) : { texts: [], isCut: false };
    const input: TaskInput = {
      agentId: agent.id,
      agentVersion: agent.version,
      agentName: agent.name,
      goal: content,
      input: null,
      schema: null,
      runId: null,
      stepPath: null,
      userId,
      ...(turn.outside || outside.isCut ? { outside: true } : {}),
      conversationId: conversation.id,
      conversation: {
        id: conversation.id,
        seq,
        streams,
        webhookUrl: webhookUrl ?? conversation.webhookUrl ?? agent.webhookUrl,
        outside: outside.texts,
      },
    };
    await this.durable.create(
      { kind: taskKind, id, companyId, ref: pinOf({ agentId: agent.id, version: agent.version }), input, immediate },
      tx,
    );
    conversation.workingTaskId = id;
  }

  private async endUnbegun(
    tx: SqlTransaction,
    { id }: TurnRow,
    status: 'failed' | 'cancelled',
    error: { code: string; message: string } | null,
    replySeq: number | null = null,
  ): Promise<void> {
    await tx.run("UPDATE conversation_turns SET status = 'done', reply_seq = ? WHERE id = ?", [replySeq, id]);
    await tx.run('UPDATE tasks SET status = ?, error = ?, finished_at = ? WHERE id = ?', [
      status,
      error === null ? null : JSON.stringify(error),
      this.durable.now(),
      id,
    ]);
  }

  private async reply(tx: SqlTransaction, conversation: ConversationRow, ended: EndedTask): Promise<MessageRow> {
    const { taskId, result, error, outside, hasCalled, at } = ended;
    if (!result) {
      const told = error ?? { code: 'TASK_CANCELLED', message: 'The task was cancelled' };
      return say(tx, conversation, at, errorSaid(taskId, told));
    }
    const started = hasCalled
      ? await tx.query<{ id: string; tool: string; input: string }>(
          'SELECT id, tool, input FROM jobs WHERE task_id = ? ORDER BY id',
          [taskId],
        )
      : [];
    const jobs = started.map(({ id, tool, input }) => ({ id, tool, input: JSON.parse(input) as unknown }));
    const { answer, data, handedOff } = result;
    const content = answer === '' && handedOff ? `Handed to ${handedOff.agentName}` : answer;
    const extra = { ...(data === undefined ? {} : { data }), ...(jobs.length > 0 ? { jobs } : {}) };
    return say(tx, conversation, at, { role: 'assistant', content, extra, outside, taskId });
  }

  private async tell(tx: SqlTransaction, url: string, reply: MessageRow, ended: EndedTask): Promise<void> {
    const { companyId, conversationId, taskId, usage } = ended;
    const data = {
      conversationId,
      taskId,
      message: messageView(reply),
      pendingJobs: await pendingJobs(tx, conversationId),
      usage,
    };
    const type = reply.kind === 'error' ? 'conversation.failed.v1' : 'conversation.reply.v1';
    await this.webhooks.post(tx, companyId, taskId, { url, type, data });
  }

  private save(tx: SqlTransaction, conversation: ConversationRow): void {
    saveConversation(tx, conversation);
    tx.afterCommit(() => this.live.publish(conversation.id, conversation.lastSeq));
  }
}

/** Jobs of a conversation that go on. */
export async function pendingJobs(on: Pick<SqlTransaction, 'query'>, conversationId: string) {
  return on.query<{ id: string; tool: string; status: 'queued' | 'running' }>(
    'SELECT id, tool, status FROM jobs WHERE conversation_id = ? AND finished_at IS NULL ORDER BY id',
    [conversationId],
  );
}

async function answering(tx: SqlTransaction, { agentId, companyId }: ConversationRow): Promise<Answering> {
  const [row] = await tx.query<Omit<Answering, 'webhookUrl'> & { config: string }>(
    'SELECT id, name, version, status, config FROM agents WHERE id = ? AND company_id = ?',
    [agentId, companyId],
  );
  if (!row) return { id: agentId, name: 'The agent', version: 1, status: 'retired', webhookUrl: null };
  const { webhookUrl = null } = JSON.parse(row.config) as { webhookUrl?: string | null };
  return { ...row, webhookUrl };
}

/** What a turn says, when it begins. */
const saidIn = ({ id, role, content, extra, outside, jobId, userId }: TurnRow) => ({
  ...{ role, content, extra, outside, jobId, userId },
  taskId: id,
});

const errorSaid = (taskId: string, { code, message }: { code: string; message: string }) => ({
  role: 'assistant' as const,
  kind: 'error' as const,
  content: message,
  extra: { data: { code } },
  taskId,
});

function taskRowOf(turn: TurnRow, agent: Answering, requestKey: string | undefined): TaskRow {
  return {
    id: turn.id,
    companyId: turn.companyId,
    agentId: agent.id,
    agentName: agent.name,
    agentVersion: agent.version,
    status: 'queued',
    goal: turn.content,
    input: null,
    answer: null,
    data: null,
    error: null,
    turns: 0,
    inputTokens: 0,
    outputTokens: 0,
    costMicros: 0,
    ...noChildren,
    requestKey: requestKey ?? turn.id,
    runId: null,
    stepPath: null,
    attempt: null,
    parentTaskId: null,
    parentStep: null,
    conversationId: turn.conversationId,
    outside: null,
    assignment: null,
    handedOff: null,
    rating: null,
    score: null,
    createdAt: turn.createdAt,
    finishedAt: null,
  };
}

/** What a job that is over says. */
function resultOf({ id, tool, input, status, output, error }: JobRow): {
  content: string;
  extra: MessageExtra;
} {
  const told =
    status === 'succeeded'
      ? { jobId: id, status, output }
      : { jobId: id, status, error: error ?? { code: 'JOB_CANCELLED', message: 'The job was cancelled' } };
  const whole = JSON.stringify(told);
  const content =
    whole.length <= longestResult
      ? whole
      : `${whole.slice(0, longestResult)}… (cut: ${whole.length} characters; GET /jobs/${id} has all of it)`;
  const data = whole.length <= longestResult ? (output ?? undefined) : undefined;
  return {
    content,
    extra: { tool, input, ...(data === undefined ? {} : { data }) },
  };
}
