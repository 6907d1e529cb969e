import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TaskNotFoundError } from '@a2a-js/sdk/errors';
import type { Caller, Page, Task } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import type { ExposedAgent } from '../exposures/agent-exposures.service.js';
import { AgentWork } from '../mcp/agent-work.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { AskedByMessage } from './a2a-message.js';
import { a2aTaskEntity, type A2aTaskRow } from './a2a-task.entity.js';

/** A task as both sides know it. */
export interface KnownTask {
  row: A2aTaskRow;
  task: Task;
}

/** Exchanges of the same context that an agent is told of. */
const mostRemembered = 10;

/** Tasks that came by A2A. They are durable, so any replica answers for any of them. */
@Injectable()
export class A2aTasks {
  private readonly rows: TenantRepository<A2aTaskRow>;

  constructor(
    private readonly db: Database,
    private readonly work: AgentWork,
    private readonly tasks: TasksService,
  ) {
    this.rows = new TenantRepository(db, a2aTaskEntity);
  }

  /** A new task for this message; the same message again is the same task. */
  async start(caller: Caller, agent: ExposedAgent, asked: AskedByMessage): Promise<KnownTask> {
    const { companyId } = caller;
    const { messageId, text, data } = asked;
    const contextId = asked.contextId ?? randomUUID();
    const known = await this.rows.findOne(companyId, { agentId: agent.id, messageId });
    if (known) return this.known(caller, known);
    const previous = asked.contextId === undefined ? [] : await this.before(caller, agent.id, contextId);
    const input = {
      ...(data.length > 0 ? { data } : {}),
      ...(previous.length > 0 ? { previous } : {}),
    };
    const key = createHash('sha256')
      .update(JSON.stringify([agent.id, messageId]))
      .digest('base64url');
    const goal = text === '' ? agent.description : text;
    const id = await this.work.begin(caller, agent.id, goal, Object.keys(input).length > 0 ? input : undefined, key);
    const row: A2aTaskRow = { id, companyId, agentId: agent.id, contextId, messageId, createdAt: await this.db.now() };
    try {
      await this.rows.insert(companyId, row);
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.rows.get(companyId, id) : undefined;
      if (!twin) throw error;
      return this.known(caller, twin);
    }
    return this.known(caller, row);
  }

  /** @throws TaskNotFoundError, also for a task of another agent, or one that did not come by A2A */
  async get(caller: Caller, agentId: string, id: string): Promise<KnownTask> {
    const row = await this.rows.findOne(caller.companyId, { id, agentId });
    if (!row) throw new TaskNotFoundError(`There is no task ${id.slice(0, 64)}`);
    return this.known(caller, row);
  }

  async list(
    caller: Caller,
    agentId: string,
    { contextId, ...page }: { contextId?: string; limit: number; cursor?: string },
  ): Promise<Page<KnownTask> & { total: number }> {
    const where = { agentId, ...(contextId === undefined ? {} : { contextId }) };
    const { items, nextCursor } = await this.rows.page(caller.companyId, { ...page, where });
    const total = await this.rows.count(caller.companyId, where);
    return { items: await Promise.all(items.map((row) => this.known(caller, row))), nextCursor, total };
  }

  /** The task once it is over or more than `seen` of its steps have ended, or as it is after `waitMs`. */
  async wait(caller: Caller, { row }: KnownTask, seen: number, waitMs: number): Promise<KnownTask & { done: number }> {
    const { done } = await this.work.progress(caller, row.id, seen, waitMs);
    return { ...(await this.known(caller, row)), done };
  }

  async cancel(caller: Caller, { row }: KnownTask): Promise<KnownTask> {
    return { row, task: await this.tasks.cancel(caller, row.id) };
  }

  private async known(caller: Caller, row: A2aTaskRow): Promise<KnownTask> {
    return { row, task: await this.tasks.get(caller, row.id) };
  }

  /** What was asked and answered before in this context, oldest first. */
  private async before(
    caller: Caller,
    agentId: string,
    contextId: string,
  ): Promise<{ asked: string; answered: string }[]> {
    const rows = await this.rows.find(caller.companyId, {
      where: { agentId, contextId },
      order: { createdAt: 'desc' },
      limit: mostRemembered,
    });
    const tasks = await Promise.all(rows.reverse().map(({ id }) => this.tasks.get(caller, id)));
    return tasks.flatMap(({ goal, answer }) => (answer === null ? [] : [{ asked: goal, answered: answer }]));
  }
}
