import { Controller } from '@nestjs/common';
import {
  acceptGoal,
  answerGoal,
  createGoal,
  deleteGoal,
  getGoal,
  getGoalPolicy,
  listGoalResults,
  listGoals,
  pauseGoal,
  rejectGoal,
  replanGoal,
  resumeGoal,
  runGoal,
  setGoalPolicy,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply, type HttpContext } from '#libs/platform/http';
import { GoalPauses } from './goal-pauses.js';
import { GoalPolicies } from './goal-policies.js';
import { GoalViews } from './goal-views.js';
import { GoalsService } from './goals.service.js';

@Controller()
export class GoalsController {
  constructor(
    private readonly goals: GoalsService,
    private readonly views: GoalViews,
    private readonly pauses: GoalPauses,
    private readonly policies: GoalPolicies,
  ) {}

  @Handle(createGoal) async create(caller: Caller, { query, body }: In<typeof createGoal>) {
    const row = await this.goals.create(caller, body);
    const goal = query.wait ? await this.goals.settled(caller, row, query.wait) : await this.views.get(caller, row.id);
    return goal.status === 'planning' ? reply(202, goal) : reply(200, goal);
  }

  @Handle(listGoals) list(caller: Caller, { query }: In<typeof listGoals>) {
    return this.views.list(caller, query);
  }

  @Handle(getGoal) get(caller: Caller, { params }: In<typeof getGoal>) {
    return this.views.get(caller, params.id);
  }

  @Handle(listGoalResults) results(caller: Caller, { params, query }: In<typeof listGoalResults>) {
    return this.views.listResults(caller, params.id, query);
  }

  @Handle(answerGoal) answer(caller: Caller, { params, body }: In<typeof answerGoal>) {
    return this.goals.answer(caller, params.id, body.answers);
  }

  @Handle(acceptGoal) accept(caller: Caller, { params }: In<typeof acceptGoal>) {
    return this.goals.accept(caller, params.id);
  }

  @Handle(rejectGoal) reject(caller: Caller, { params, body }: In<typeof rejectGoal>) {
    return this.goals.reject(caller, params.id, body.reason);
  }

  @Handle(replanGoal) replan(caller: Caller, { params, body }: In<typeof replanGoal>) {
    return this.goals.replan(caller, params.id, body);
  }

  @Handle(runGoal) run(caller: Caller, { params }: In<typeof runGoal>, http: HttpContext) {
    return this.goals.run(caller, params.id, http.idempotencyKey);
  }

  @Handle(pauseGoal) async pause(caller: Caller, { params }: In<typeof pauseGoal>) {
    await this.pauses.pause(caller, params.id);
    return this.views.get(caller, params.id);
  }

  @Handle(resumeGoal) async resume(caller: Caller, { params }: In<typeof resumeGoal>) {
    await this.pauses.resume(caller, params.id);
    return this.views.get(caller, params.id);
  }

  @Handle(deleteGoal) delete(caller: Caller, { params }: In<typeof deleteGoal>) {
    return this.goals.delete(caller, params.id);
  }

  @Handle(getGoalPolicy) policy(caller: Caller) {
    return this.policies.get(caller);
  }

  @Handle(setGoalPolicy) setPolicy(caller: Caller, { body }: In<typeof setGoalPolicy>) {
    return this.policies.set(caller, body);
  }
}
