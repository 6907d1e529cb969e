import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import { absent, Database } from '#libs/platform/database';
import { RunControlService } from '../runs/run-control.service.js';
import { RunRepository } from '../runs/run.repository.js';
import { TriggerRepository } from '../triggers/trigger.repository.js';
import { TriggersService } from '../triggers/triggers.service.js';
import { forbidden } from './goal-acceptance.js';
import type { GoalRow } from './goal.entity.js';
import { GoalRepository } from './goal.repository.js';

/** Holds a goal: what starts it, and the runs that go on. */
@Injectable()
export class GoalPauses {
  constructor(
    private readonly db: Database,
    private readonly goals: GoalRepository,
    private readonly triggers: TriggersService,
    private readonly triggerRows: TriggerRepository,
    private readonly runs: RunRepository,
    private readonly control: RunControlService,
  ) {}

  /** @throws GOAL_NOT_FOUND, GOAL_STATE_FORBIDS */
  async pause(caller: Caller, id: string): Promise<void> {
    const goal = await this.turn(caller, id, 'active', 'paused');
    for (const node of await this.automatic(goal)) await this.triggers.pause(caller, goal.workflowId, node);
    await this.each(goal, (runId) => this.control.pause(caller, runId));
  }

  /** @throws GOAL_NOT_FOUND, GOAL_STATE_FORBIDS */
  async resume(caller: Caller, id: string): Promise<void> {
    const goal = await this.turn(caller, id, 'paused', 'active');
    for (const node of await this.automatic(goal)) await this.triggers.resume(caller, goal.workflowId, node);
    await this.each(goal, (runId) => this.control.resume(caller, runId));
  }

  private async turn({ companyId }: Caller, id: string, from: 'active' | 'paused', to: 'active' | 'paused') {
    const goal = await this.goals.require(companyId, id);
    const changes = { status: to, updatedAt: await this.db.now() };
    // Asked again after a crash in the midst, it does the rest.
    if (goal.status !== to && (await this.goals.update(companyId, { id, status: from }, changes)) === 0)
      throw forbidden(goal);
    return goal;
  }

  private async automatic({ companyId, workflowId }: GoalRow): Promise<string[]> {
    const rows = await this.triggerRows.find(companyId, { where: { workflowId, published: true } });
    return rows.map(({ node }) => node);
  }

  private async each({ companyId, workflowId }: GoalRow, act: (runId: string) => Promise<unknown>): Promise<void> {
    for (const { id } of await this.runs.find(companyId, { where: { workflowId, finishedAt: absent() } }))
      await act(id).catch((error: unknown) => {
        // It has ended meanwhile, or is so already.
        if (!AppError.is(error, 'RUN_STATE_FORBIDS')) throw error;
      });
  }
}
