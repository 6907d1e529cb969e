import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import {
  Durable,
  OneStepDecider,
  type DurableCommand,
  type OneStepEvent,
  type OneStepState,
  type RunError,
  type SqlTransaction,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import { GoalConclusions } from './goal-conclusions.js';
import { GoalPlanning } from './goal-planning.js';
import { writePlanned } from './goal-writer.js';

const kind = 'goal';
/** A plan takes up to three answers of a model, of some minutes each. */
const limits = { maxAttempts: 5, firstPauseMs: 2000, timeoutMs: 1_200_000 };

/** One thing that is done for a goal in the background, once. */
export type GoalTask =
  | { do: 'plan'; goalId: string; planNo: number }
  | { do: 'accept'; goalId: string; planNo: number }
  | { do: 'conclude'; goalId: string; runId: string; resultId: string };

/** The work of models on goals: written down in the commit that asks for it, and done also after a crash. */
@Injectable()
export class GoalWork implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly planning: GoalPlanning,
    private readonly conclusions: GoalConclusions,
  ) {}

  onModuleInit(): void {
    const decider = new OneStepDecider(limits);
    this.durable.define<OneStepState, OneStepEvent, DurableCommand>({
      kind,
      decider: () => Promise.resolve(decider),
      execute: (_command, context) => this.execute(context),
      project: async (tx, changes) => {
        for (const { run, to, error, reading } of changes)
          if (to === 'failed') await this.giveUp(tx, run.companyId, reading.input as GoalTask | undefined, error);
      },
    });
  }

  static idOf(task: GoalTask): string {
    return task.do === 'conclude' ? `${task.do}.${task.resultId}` : `${task.do}.${task.goalId}.${task.planNo}`;
  }

  async ask(tx: SqlTransaction, companyId: string, task: GoalTask): Promise<void> {
    await this.durable.create({ kind, id: GoalWork.idOf(task), companyId, input: task }, tx);
  }

  /** Nobody wants the plan any more. */
  async callOff(tx: SqlTransaction, goalId: string, planNo: number): Promise<void> {
    const id = GoalWork.idOf({ do: 'plan', goalId, planNo });
    await this.durable.send(id, { id: 'cancel', event: { type: 'run.cancelRequested' } }, tx);
  }

  private async execute(context: StepContext): Promise<StepOutcome> {
    const task = context.input as GoalTask;
    if (task.do === 'conclude') return this.conclusions.conclude(context, task);
    if (task.do === 'accept') return this.planning.accept(context, task);
    const { write, accepts } = await this.planning.plan(context, task);
    return {
      kind: 'succeeded',
      output: null,
      write: async (tx) => {
        if ((await write(tx)) && accepts) await this.ask(tx, context.companyId, { ...task, do: 'accept' });
      },
    };
  }

  private async giveUp(
    tx: SqlTransaction,
    companyId: string,
    task: GoalTask | undefined,
    error: RunError | undefined,
  ): Promise<void> {
    const { code, message } = error ?? new AppError('INTERNAL');
    if (task?.do === 'plan')
      await writePlanned(
        tx,
        { companyId, id: task.goalId, planNo: task.planNo },
        { status: 'failed', error: { code, message }, updatedAt: this.durable.now() },
      );
    if (task?.do === 'conclude') await this.conclusions.giveUp(tx, companyId, task.resultId, { code, message });
  }
}
