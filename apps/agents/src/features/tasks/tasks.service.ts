import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Page, type PageQuery, type Task, type taskEntry } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import type { z } from 'zod';
import { AgentsService } from '../agents/agents.service.js';
import { Orchestrator } from '../orchestrator/orchestrator.js';
import { ConversationLine } from '../conversations/conversation-line.js';
import { noChildren, taskEntity, type ParentCall, type TaskInput, type TaskRow } from './task.entity.js';
import type { TaskState } from './task-protocol.js';
import { whereOf, type TaskFilter } from './task-filter.js';
import { groupOf } from '../workers/served-agents.js';
import { pinOf, taskKind, type TaskPin } from './task-pin.js';
import { taskView } from './task-view.js';
import { transcriptOf } from './transcript.js';

export interface TaskRequest {
  /** Id or name; absent: the orchestrator finds one. */
  agent?: string | undefined;
  goal?: string | undefined;
  input?: unknown;
  schema?: unknown;
  /** Asked again under the same key, it is the same task. */
  key?: string | undefined;
  runId?: string | undefined;
  stepPath?: string | undefined;
  attempt?: number | undefined;
  workflowId?: string | undefined;
  /** What model calls of the run may cost in all. */
  budgetMicros?: number | undefined;
  /** Goal and input come from strangers. */
  outside?: boolean | undefined;
  /** The call of another task that asks for this one, the agents that ask one another for it, and what they have left. */
  parent?: ParentCall;
  chain?: string[];
  caps?: NonNullable<TaskPin['caps']>;
  conversationId?: string | undefined;
}

const historyPage = 500;

@Injectable()
export class TasksService {
  private readonly tasks: TenantRepository<TaskRow>;

  constructor(
    private readonly db: Database,
    private readonly agents: AgentsService,
    private readonly durable: Durable,
    private readonly line: ConversationLine,
    private readonly orchestrator: Orchestrator,
  ) {
    this.tasks = new TenantRepository(db, taskEntity);
  }

  /** Task row and durable task are one commit. @throws AGENT_NOT_FOUND, AGENT_INACTIVE */
  async start(caller: Caller, request: TaskRequest): Promise<Task> {
    const { companyId } = caller;
    const known =
      request.key === undefined ? undefined : await this.tasks.findOne(companyId, { requestKey: request.key });
    if (known) return taskView(known);
    const { agentId, assignment } = await this.assigned(caller, request);
    const agent = await this.agents.forTask(companyId, agentId);
    const id = newId('task');
    const row: TaskRow = {
      id,
      companyId,
      agentId: agent.id,
      agentName: agent.name,
      agentVersion: agent.version,
      status: 'queued',
      goal: request.goal ?? agent.config.goal,
      input: request.input ?? null,
      answer: null,
      data: null,
      error: null,
      turns: 0,
      inputTokens: 0,
      outputTokens: 0,
      costMicros: 0,
      ...noChildren,
      requestKey: request.key ?? id,
      runId: request.runId ?? null,
      stepPath: request.stepPath ?? null,
      attempt: request.attempt ?? null,
      parentTaskId: request.parent?.taskId ?? null,
      parentStep: request.parent?.path ?? null,
      conversationId: request.conversationId ?? null,
      outside: null,
      assignment,
      handedOff: null,
      rating: null,
      score: null,
      createdAt: await this.db.now(),
      finishedAt: null,
    };
    const input: TaskInput = {
      agentId: agent.id,
      agentVersion: agent.version,
      agentName: agent.name,
      goal: row.goal,
      input: row.input,
      schema: (request.schema as TaskInput['schema'] | undefined) ?? null,
      runId: row.runId,
      stepPath: row.stepPath,
      userId: caller.userId ?? null,
      ...(request.workflowId === undefined ? {} : { workflowId: request.workflowId }),
      ...(request.budgetMicros === undefined ? {} : { budgetMicros: request.budgetMicros }),
      ...(request.outside ? { outside: true } : {}),
      ...(request.parent ? { parent: request.parent } : {}),
      ...(request.chain ? { chain: request.chain } : {}),
      ...(assignment && assignment.lent.length > 0 ? { lent: assignment.lent } : {}),
      ...(request.conversationId === undefined ? {} : { conversationId: request.conversationId }),
    };
    const ref = pinOf({ agentId: agent.id, version: agent.version, ...(request.caps ? { caps: request.caps } : {}) });
    try {
      await this.db.transaction(async (tx) => {
        if (request.parent) await assertGoesOn(tx, request.parent.taskId);
        await this.tasks.in(tx).insert(companyId, row);
        await this.durable.create({ kind: taskKind, id, companyId, ref, group: groupOf(agent.name), input }, tx);
      });
    } catch (error) {
      const twin = isDuplicateKey(error)
        ? await this.tasks.findOne(companyId, { requestKey: row.requestKey })
        : undefined;
      if (!twin) throw error;
      return taskView(twin);
    }
    return taskView(row);
  }

  /** The agent that was named, or whoever is able to do it. @throws VALIDATION_FAILED */
  private async assigned(
    caller: Caller,
    { agent, goal }: TaskRequest,
  ): Promise<{ agentId: string; assignment: Task['assignment'] }> {
    if (agent !== undefined) return { agentId: agent, assignment: null };
    if (goal === undefined) throw new AppError('VALIDATION_FAILED', { detail: 'A task without an agent needs a goal' });
    return this.orchestrator.assign(caller, goal);
  }

  /** Newest first. */
  async list(caller: Caller, { limit, cursor, ...filter }: PageQuery & TaskFilter): Promise<Page<Task>> {
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const found = await this.tasks.page(caller.companyId, { ...page, where: whereOf(filter) });
    return { items: found.items.map(taskView), nextCursor: found.nextCursor };
  }

  /** @throws TASK_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Task> {
    return taskView(await this.require(caller.companyId, id));
  }

  /** @returns `outside`: strangers may have had a part in what it answers */
  async byKey(caller: Caller, key: string): Promise<{ task: Task | null; outside: boolean }> {
    const row = await this.tasks.findOne(caller.companyId, { requestKey: key });
    return { task: row ? taskView(row) : null, outside: row?.outside ?? true };
  }

  /** What it did, turn by turn. @throws TASK_NOT_FOUND */
  async transcript(
    caller: Caller,
    id: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<z.infer<typeof taskEntry>>> {
    await this.require(caller.companyId, id);
    return transcriptOf(await this.durable.view<TaskState>(id), await this.timesOf(id), page);
  }

  /** Asks the task to end; one that is over stays as it is. @throws TASK_NOT_FOUND */
  async cancel(caller: Caller, id: string): Promise<Task> {
    const row = await this.require(caller.companyId, id);
    if (row.finishedAt === null && !(await this.withdrawn(row))) {
      await this.durable.send(id, { id: 'cancel', event: { type: 'run.cancelRequested' } });
      await this.durable.waitFor(id, 2000);
    }
    return this.get(caller, id);
  }

  /** A message whose turn has not come is taken out of its line. */
  private async withdrawn({ companyId, id, conversationId, status }: TaskRow): Promise<boolean> {
    if (conversationId === null || status !== 'queued') return false;
    return this.db.transaction((tx) => this.line.withdraw(tx, companyId, conversationId, id));
  }

  async cancelByKey(caller: Caller, key: string): Promise<boolean> {
    const row = await this.tasks.findOne(caller.companyId, { requestKey: key });
    if (!row || row.finishedAt !== null) return false;
    return (await this.durable.send(row.id, { id: 'cancel', event: { type: 'run.cancelRequested' } })) !== 'over';
  }

  /** When each turn and call ended, by path. */
  private async timesOf(id: string): Promise<ReadonlyMap<string, number>> {
    const times = new Map<string, number>();
    for (let after = 0; ;) {
      const entries = await this.durable.history(id, after, historyPage);
      for (const { path, at } of entries) if (path !== undefined) times.set(path, at);
      if (entries.length < historyPage) return times;
      after = entries.at(-1)!.seq;
    }
  }

  /** @throws TASK_NOT_FOUND */
  async require(companyId: string, id: string): Promise<TaskRow> {
    const row = await this.tasks.get(companyId, id);
    if (!row) throw new AppError('TASK_NOT_FOUND');
    return row;
  }
}

/** Whoever is over asks for nothing any more, also when the asking was under way. @throws CONFLICT */
async function assertGoesOn(tx: Tx, taskId: string): Promise<void> {
  const [row] = await tx.query<{ finished_at: number | null }>(
    `SELECT finished_at FROM tasks WHERE id = ?${tx.sql.forUpdate}`,
    [taskId],
  );
  if (row?.finished_at !== null) throw new AppError('CONFLICT', { detail: 'The task that asks is over' });
}
