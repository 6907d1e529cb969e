/** Longer than other services because a goal is one small machine: every request that moves it on, in the order of its life. */
import { Injectable } from '@nestjs/common';
import { AppError, may, newId, type Caller, type Goal } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { CompaniesService } from '../companies/companies.service.js';
import { RunRepository } from '../runs/run.repository.js';
import { VersionsService } from '../workflows/versions.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { GoalAcceptance, forbidden } from './goal-acceptance.js';
import { timingConfig } from './goal-triggers.js';
import { GoalWork } from './goal-work.js';
import type { GoalRow } from './goal.entity.js';
import { GoalRepository, GoalResultRepository } from './goal.repository.js';
import { GoalViews } from './goal-views.js';

export interface NewGoal {
  objective: string;
  schedule?: string | undefined;
  timezone?: string | undefined;
  model?: string | undefined;
  autoRun: boolean;
}

/** Goals as people set, answer, accept and run them. */
@Injectable()
export class GoalsService {
  constructor(
    private readonly db: Database,
    private readonly goals: GoalRepository,
    private readonly results: GoalResultRepository,
    private readonly views: GoalViews,
    private readonly companies: CompaniesService,
    private readonly workflows: WorkflowsService,
    private readonly versions: VersionsService,
    private readonly runs: RunRepository,
    private readonly acceptance: GoalAcceptance,
    private readonly work: GoalWork,
    private readonly durable: Durable,
  ) {}

  /** @throws SCHEDULE_INVALID naming the field */
  async create({ companyId, userId }: Caller, request: NewGoal): Promise<GoalRow> {
    const timezone = request.timezone ?? (await this.companies.get(companyId)).timezone;
    if (request.schedule !== undefined) timingConfig({ schedule: request.schedule, timezone });
    const at = await this.db.now();
    const row: GoalRow = {
      id: newId('goal'),
      companyId,
      objective: request.objective,
      status: 'planning',
      schedule: request.schedule ?? null,
      timezone,
      model: request.model ?? null,
      autoRun: request.autoRun,
      workflowId: newId('workflow'),
      hasPlan: false,
      inForce: false,
      planNo: 1,
      ...{ name: '', intent: '', explanation: '', note: '' },
      ...{ facts: [], questions: [], answers: [], rounds: 0, repairs: 0 },
      ...{ reason: null, error: null, replanRunId: null, replanStep: null },
      usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 },
      createdBy: userId ?? null,
      createdAt: at,
      updatedAt: at,
    };
    await this.db.transaction(async (tx) => {
      await this.goals.in(tx).insert(companyId, row);
      await this.work.ask(tx, companyId, { do: 'plan', goalId: row.id, planNo: row.planNo });
    });
    return row;
  }

  /** Until there is a plan, questions or a reason, or the seconds are over. */
  async settled(caller: Caller, { id, planNo }: GoalRow, seconds: number): Promise<Goal> {
    await this.durable.waitFor(GoalWork.idOf({ do: 'plan', goalId: id, planNo }), seconds * 1000);
    return this.views.get(caller, id);
  }

  /** @throws GOAL_NOT_FOUND, GOAL_STATE_FORBIDS, GOAL_ANSWER_INVALID naming the questions */
  async answer(caller: Caller, id: string, given: readonly { id: string; answer: string }[]): Promise<Goal> {
    const goal = await this.goals.require(caller.companyId, id);
    if (goal.status !== 'clarifying') throw forbidden(goal);
    const answers = goal.questions.map(({ id: questionId, question }) => {
      const matching = given.filter((each) => each.id === questionId);
      return { question, questionId, answer: matching.length === 1 ? matching[0]!.answer : undefined };
    });
    const known = new Set(goal.questions.map((question) => question.id));
    const issues = [
      ...answers.flatMap(({ questionId, answer }) =>
        answer === undefined ? [{ path: questionId, message: 'expected one answer' }] : [],
      ),
      ...given.flatMap((each) => (known.has(each.id) ? [] : [{ path: each.id, message: 'there is no such question' }])),
    ];
    if (issues[0])
      throw new AppError('GOAL_ANSWER_INVALID', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
    const said = answers.map(({ question, answer }) => ({ question, answer: answer! }));
    return this.planAnew(caller, goal, {
      answers: [...goal.answers, ...said].slice(-50),
      questions: [],
      rounds: goal.rounds + 1,
    });
  }

  /** @throws GOAL_NOT_FOUND, GOAL_STATE_FORBIDS, RUN_NOT_FOUND, RUN_STATE_FORBIDS, RUN_EXPIRED */
  async replan(
    caller: Caller,
    id: string,
    { note = '', runId }: { note?: string | undefined; runId?: string | undefined },
  ): Promise<Goal> {
    const goal = await this.goals.require(caller.companyId, id);
    // What is paused would be so without its name.
    if (['planning', 'clarifying', 'paused'].includes(goal.status)) throw forbidden(goal);
    if (runId === undefined) return this.planAnew(caller, goal, { note, replanRunId: null, replanStep: null });
    const run = await this.runs.require(caller.companyId, runId);
    if (run.workflowId !== goal.workflowId) throw new AppError('RUN_NOT_FOUND');
    if (run.status !== 'failed')
      throw new AppError('RUN_STATE_FORBIDS', { detail: `The run is ${run.status}, and only a failed one is mended` });
    if (run.expiredAt !== null) throw new AppError('RUN_EXPIRED');
    return this.planAnew(caller, goal, { note, replanRunId: runId, replanStep: run.error?.path ?? '' });
  }

  /** @throws GOAL_NOT_FOUND, GOAL_STATE_FORBIDS */
  async reject(caller: Caller, id: string, reason: string | undefined): Promise<Goal> {
    const goal = await this.goals.require(caller.companyId, id);
    const isOpen = ['planning', 'clarifying', 'planned'].includes(goal.status);
    const isVain = goal.inForce && ['refused', 'failed'].includes(goal.status);
    if (!isOpen && !isVain) throw forbidden(goal);
    if (goal.inForce) await this.takeBack(caller, goal);
    const changes = {
      status: goal.inForce ? ('active' as const) : ('rejected' as const),
      ...{ reason: reason ?? null, questions: [], error: null, note: '', replanRunId: null, replanStep: null },
    };
    await this.db.transaction(async (tx) => {
      await this.moveOn(tx, goal, changes);
      if (goal.status === 'planning') await this.work.callOff(tx, id, goal.planNo);
    });
    return this.views.get(caller, id);
  }

  /** @throws as `GoalAcceptance.accept`, and GOAL_NOT_FOUND */
  async accept(caller: Caller, id: string): Promise<Goal> {
    await this.acceptance.accept(caller, await this.goals.require(caller.companyId, id));
    return this.views.get(caller, id);
  }

  /** @throws as `accept`; FORBIDDEN where a plan waits and the caller may not accept it */
  async run(caller: Caller, id: string, key: string | undefined): Promise<{ runId: string; status: string }> {
    const goal = await this.goals.require(caller.companyId, id);
    if (goal.status === 'planned') {
      if (!may(caller, 'goals:write'))
        throw new AppError('FORBIDDEN', { detail: 'The plan waits for somebody who may accept it' });
      const begun = await this.acceptance.accept(caller, goal, { runs: true });
      if (begun) return begun;
      throw new AppError('GOAL_STATE_FORBIDS', { detail: 'The plan is accepted, but the failed run cannot go on' });
    }
    if (goal.status !== 'active') throw forbidden(goal);
    return this.acceptance.start(caller, goal, key);
  }

  /** Its runs stay. @throws GOAL_NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<void> {
    const goal = await this.goals.require(caller.companyId, id);
    if (await this.workflows.isThere(caller, goal.workflowId)) await this.workflows.delete(caller, goal.workflowId);
    await this.db.transaction(async (tx) => {
      await this.work.callOff(tx, id, goal.planNo);
      await this.goals.in(tx).delete(caller.companyId, { id });
      await this.results.in(tx).delete(caller.companyId, { goalId: id });
    });
  }

  /** The draft is again what is in force. */
  private async takeBack(caller: Caller, { workflowId }: GoalRow): Promise<void> {
    if (!(await this.workflows.isThere(caller, workflowId))) return;
    const { publishedVersion } = await this.workflows.get(caller, workflowId);
    if (publishedVersion !== null) await this.versions.restore(caller, workflowId, publishedVersion, '*');
  }

  private async planAnew(caller: Caller, goal: GoalRow, given: Partial<GoalRow>): Promise<Goal> {
    const planNo = goal.planNo + 1;
    const isLost = goal.hasPlan && !(await this.workflows.isThere(caller, goal.workflowId));
    // Somebody deleted its workflow: the next plan is another one.
    const fresh = {
      workflowId: newId('workflow'),
      hasPlan: false,
      inForce: false,
      replanRunId: null,
      replanStep: null,
    };
    const changes = { ...given, ...(isLost ? fresh : {}) };
    await this.db.transaction(async (tx) => {
      await this.moveOn(tx, goal, { ...changes, status: 'planning', planNo, error: null, reason: null });
      await this.work.ask(tx, goal.companyId, { do: 'plan', goalId: goal.id, planNo });
    });
    return this.views.get(caller, goal.id);
  }

  /** @throws GOAL_STATE_FORBIDS when somebody else was faster */
  private async moveOn(
    tx: Parameters<GoalRepository['in']>[0],
    { companyId, id, status, planNo }: GoalRow,
    { id: _id, companyId: _companyId, ...changes }: Partial<GoalRow>,
  ): Promise<void> {
    const set = { ...changes, updatedAt: this.durable.now() };
    if ((await this.goals.in(tx).update(companyId, { id, status, planNo }, set)) === 0)
      throw new AppError('GOAL_STATE_FORBIDS', { detail: 'The goal has gone on meanwhile' });
  }
}
