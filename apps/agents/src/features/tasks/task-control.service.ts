import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Task } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, TenantRepository } from '#libs/platform/database';
import { taskEntity, type TaskRow } from './task.entity.js';
import { taskView } from './task-view.js';
import { TasksService } from './tasks.service.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** What people do to a task beside cancelling it. */
@Injectable()
export class TaskControlService {
  private readonly rows: TenantRepository<TaskRow>;

  constructor(
    private readonly db: Database,
    private readonly tasks: TasksService,
    private readonly durable: Durable,
  ) {
    this.rows = new TenantRepository(db, taskEntity);
  }

  /** Begins nothing new; what is under way comes to its end. @throws TASK_NOT_FOUND, TASK_STATE_FORBIDS */
  pause(caller: Caller, id: string): Promise<Task> {
    return this.tell(caller, id, 'run.pauseRequested', (status) => status !== 'paused');
  }

  /** @throws TASK_NOT_FOUND, TASK_STATE_FORBIDS */
  resume(caller: Caller, id: string): Promise<Task> {
    return this.tell(caller, id, 'run.resumeRequested', (status) => status === 'paused');
  }

  /** How good the result is, in somebody's eyes. @throws TASK_NOT_FOUND, TASK_STATE_FORBIDS while it goes on */
  async rate(caller: Caller, id: string, given: { score: number; comment?: string | undefined }): Promise<Task> {
    const row = await this.tasks.require(caller.companyId, id);
    if (row.finishedAt === null) throw new AppError('TASK_STATE_FORBIDS', { detail: `The task is ${row.status}` });
    if (caller.userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only people rate' });
    const at = iso(await this.db.now());
    const rating = { score: given.score, comment: given.comment ?? null, by: caller.userId, at };
    await this.rows.update(caller.companyId, { id }, { rating, score: given.score });
    return taskView({ ...row, rating, score: given.score });
  }

  /** Sends the request, then waits a moment, so that the answer usually shows its effect. */
  private async tell(
    caller: Caller,
    id: string,
    type: 'run.pauseRequested' | 'run.resumeRequested',
    allowed: (status: Task['status']) => boolean,
  ): Promise<Task> {
    const row = await this.tasks.require(caller.companyId, id);
    if (row.finishedAt !== null || !allowed(row.status))
      throw new AppError('TASK_STATE_FORBIDS', { detail: `The task is ${row.status}` });
    const message = { id: `${type}.${newId('message')}`, event: { type, by: caller.userId ?? null } };
    if ((await this.durable.send(id, message)) === 'over')
      throw new AppError('TASK_STATE_FORBIDS', { detail: 'The task is over' });
    const done = async () => !allowed((await this.tasks.require(caller.companyId, id)).status);
    for (
      let pause = 10, until = Date.now() + 2000;
      Date.now() < until && !(await done());
      pause = Math.min(pause * 2, 200)
    )
      await sleep(pause);
    return this.tasks.get(caller, id);
  }
}
