import { Injectable } from '@nestjs/common';
import type {
  Caller,
  Goal,
  GoalResult,
  GoalStatus,
  GoalSummary,
  Page,
  PageQuery,
  WorkflowProblem,
} from '#libs/contracts';
import { contains } from '#libs/platform/database';
import { mendable } from '../planning/plan-answer.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import type { GoalRow } from './goal.entity.js';
import { GoalRepository, GoalResultRepository } from './goal.repository.js';
import { goalResultView, goalSummaryView, goalView } from './goal.view.js';

/** Goals as people read them. */
@Injectable()
export class GoalViews {
  constructor(
    private readonly goals: GoalRepository,
    private readonly results: GoalResultRepository,
    private readonly workflows: WorkflowsService,
  ) {}

  async list(
    { companyId }: Caller,
    { status, search, ...page }: PageQuery & { status?: GoalStatus | undefined; search?: string | undefined },
  ): Promise<Page<GoalSummary>> {
    const where = { ...(status ? { status } : {}), ...(search ? { objective: contains(search) } : {}) };
    const found = await this.goals.page(companyId, { ...page, where });
    const last = await this.results.last(
      companyId,
      found.items.map(({ id }) => id),
    );
    return {
      items: found.items.map((row) => goalSummaryView(row, last.get(row.id))),
      nextCursor: found.nextCursor,
    };
  }

  /** @throws GOAL_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Goal> {
    return this.view(caller, await this.goals.require(caller.companyId, id));
  }

  /** @throws GOAL_NOT_FOUND */
  async listResults({ companyId }: Caller, id: string, page: PageQuery): Promise<Page<GoalResult>> {
    await this.goals.require(companyId, id);
    const found = await this.results.page(companyId, { ...page, where: { goalId: id } });
    return { items: found.items.map(goalResultView), nextCursor: found.nextCursor };
  }

  private async view(caller: Caller, row: GoalRow): Promise<Goal> {
    const last = await this.results.last(row.companyId, [row.id]);
    return goalView(row, last.get(row.id), row.status === 'planned' ? await this.problems(caller, row) : []);
  }

  /** Of the plan as it stands now. */
  private async problems(caller: Caller, { workflowId }: GoalRow): Promise<WorkflowProblem[]> {
    if (!(await this.workflows.isThere(caller, workflowId))) return [];
    const { definition } = await this.workflows.get(caller, workflowId);
    return mendable((await this.workflows.validate(caller, definition)).problems);
  }
}
