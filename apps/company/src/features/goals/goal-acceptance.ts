import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { mendable } from '../planning/plan-answer.js';
import { RerunService } from '../runs/rerun.service.js';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { isSchedule } from './goal-triggers.js';
import type { GoalRow } from './goal.entity.js';
import { GoalRepository } from './goal.repository.js';

interface Begun {
  runId: string;
  status: string;
}

/** A plan comes into force. Never an invalid one: it is checked again as it stands now, with whatever people did to it on the canvas. */
@Injectable()
export class GoalAcceptance {
  constructor(
    private readonly db: Database,
    private readonly goals: GoalRepository,
    private readonly workflows: WorkflowsService,
    private readonly runs: RunsService,
    private readonly reruns: RerunService,
  ) {}

  /**
   * Publishes it; a goal without a schedule runs at once, and one that was mended goes on from where its run failed. Asked again after a
   * crash, it is the same run.
   * @throws GOAL_STATE_FORBIDS, WORKFLOW_INVALID with every problem, WORKFLOW_NOT_FOUND when its workflow was deleted, RATE_LIMITED
   */
  async accept(caller: Caller, goal: GoalRow, { runs = false } = {}): Promise<Begun | undefined> {
    if (goal.status !== 'planned') throw forbidden(goal);
    const { definition } = await this.workflows.get(caller, goal.workflowId);
    const { problems } = await this.workflows.validate(caller, definition);
    const open = mendable(problems);
    if (open[0])
      throw new AppError('WORKFLOW_INVALID', { detail: `The plan cannot run as it is: ${open[0].message}`, problems });
    const { version } = await this.workflows.publish(caller, goal.workflowId, `Goal: ${goal.objective}`.slice(0, 500));
    const { begun, reason } = await this.begin(caller, goal, version, runs || !definition.nodes.some(isSchedule));
    const changes = {
      status: 'active' as const,
      inForce: true,
      replanRunId: null,
      replanStep: null,
      note: '',
      reason,
      updatedAt: await this.db.now(),
    };
    await this.goals.update(goal.companyId, { id: goal.id, status: 'planned', planNo: goal.planNo }, changes);
    return begun;
  }

  /** @throws as a start of any run */
  async start(caller: Caller, { workflowId }: GoalRow, key: string | undefined): Promise<Begun> {
    const request = { input: {}, trigger: 'trigger.manual' as const, immediate: false, key };
    const { id, status } = await this.runs.start(caller, workflowId, request);
    return { runId: id, status };
  }

  private async begin(
    caller: Caller,
    goal: GoalRow,
    version: number,
    starts: boolean,
  ): Promise<{ begun: Begun | undefined; reason: string | null }> {
    const key = `goal.${goal.id}.${goal.planNo}`;
    // A key counts for one person: whoever accepts, it is the same run.
    const owner = goal.createdBy === null ? caller : { ...caller, userId: goal.createdBy };
    if (goal.replanRunId === null)
      return { begun: starts ? await this.start(owner, goal, key) : undefined, reason: null };
    try {
      const from = goal.replanStep ? { fromStep: goal.replanStep } : {};
      const { id, status } = await this.reruns.rerun(owner, goal.replanRunId, { ...from, version }, key);
      return { begun: { runId: id, status }, reason: null };
    } catch (error) {
      // What has been done already is not repeated unasked: the plan is in force, and a person runs it anew or does not.
      if (AppError.is(error, 'RERUN_NOT_POSSIBLE') || AppError.is(error, 'RUN_EXPIRED'))
        return { begun: undefined, reason: error.message.slice(0, 2000) };
      throw error;
    }
  }
}

export const forbidden = ({ status }: Pick<GoalRow, 'status'>): AppError =>
  new AppError('GOAL_STATE_FORBIDS', { detail: `The goal is ${status}`, goalStatus: status });
