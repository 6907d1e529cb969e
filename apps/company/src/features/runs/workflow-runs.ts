import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  Durable,
  stepKey,
  type DurableDefinition,
  type Message,
  type RunChange,
  type RunInfo,
  type RunReading,
  type SqlTransaction,
  type Unanswered,
} from '#libs/durable';
import {
  stepView,
  type ExecuteStep,
  type FlowCommand,
  type FlowDecider,
  type FlowEvent,
  type RunState,
} from '#libs/engine';
import { CrashedSteps } from '../dead-letters/crashed-steps.js';
import { InboxWriter } from '../inbox/inbox-writer.js';
import { AgentReplies } from './agent-replies.js';
import { BudgetRaising } from './budget-raising.js';
import { ChildRuns } from './child-runs.js';
import { unknownQuestion } from './unknown-question.js';
import { Flows, type LoadedFlow } from './flows.js';
import { RunProjection } from './run-projection.js';
import { RunAnswers, type RunAnswer } from './run-answers.js';
import { workflowKind, type RunInput } from './run.entity.js';
import { pinnedOf, TriggeredDecider } from './pinned.js';
import { runOutput } from './run-output.js';
import { StepExecutor } from './step-executor.js';

type Change = RunChange<RunState, FlowEvent>;

/** Workflow runs as durable runs: the engine decides, the executor acts, and the list, the inbox and the outbox follow in the same commits. */
@Injectable()
export class WorkflowRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly flows: Flows,
    private readonly executor: StepExecutor,
    private readonly budgets: BudgetRaising,
    private readonly inbox: InboxWriter,
    private readonly projection: RunProjection,
    private readonly replies: AgentReplies,
    private readonly answers: RunAnswers,
    private readonly children: ChildRuns,
    private readonly crashes: CrashedSteps,
  ) {}

  onModuleInit(): void {
    const definition: DurableDefinition<RunState, FlowEvent, FlowCommand> = {
      kind: workflowKind,
      isolates: true,
      decider: (run) => this.deciderOf(run),
      execute: (command, context) => {
        const loaded = this.flows.known(context.companyId, (context.input as RunInput).versionId);
        const execute = (flow: LoadedFlow) =>
          this.budgets.within(flow, command as ExecuteStep, context, () =>
            this.executor.execute(flow, command as ExecuteStep, context),
          );
        return loaded ? execute(loaded) : this.loaded(context).then(execute);
      },
      result: (reading, status) => this.result(reading, status),
      watch: ['step.unknown', 'step.crashed', 'timer.fired', 'run.pauseRequested', 'run.resumeRequested'],
      project: (tx, changes) => this.project(tx, changes),
      unanswered: (step) => this.unanswered(step),
    };
    this.durable.define(definition);
  }

  private async deciderOf(run: RunInfo): Promise<FlowDecider> {
    const { versionId, trigger } = pinnedOf(run.ref);
    const { flow, decider } = await this.flows.get(run.companyId, versionId);
    return trigger === undefined ? decider : new TriggeredDecider(flow, trigger);
  }

  private loaded(context: { companyId: string; input: unknown }): Promise<LoadedFlow> {
    return this.flows.get(context.companyId, (context.input as RunInput).versionId);
  }

  private result(reading: RunReading<RunState>, status: 'succeeded' | 'failed' | 'cancelled'): unknown {
    const { flow } = reading.decider as unknown as FlowDecider;
    const { state, input } = reading;
    return runOutput(flow, { state, input, output: (path) => reading.output(path), meta: () => undefined }, status);
  }

  private async project(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      for (const event of change.events) await this.onEvent(tx, change, event);
      if (change.cancelled.length > 0) await this.onCancelled(tx, change);
    }
    const ofStatus = changes.filter(({ from, to }) => from !== to);
    await this.projection.follow(tx, ofStatus);
    for (const change of ofStatus) await this.onEnd(tx, change);
  }

  /** Nobody is asked any more, and no agent works any more, for steps that were cancelled. */
  private async onCancelled(tx: SqlTransaction, change: Change): Promise<void> {
    const { run, at, cancelled, reading } = change;
    await this.inbox.close(tx, {
      companyId: run.companyId,
      runId: run.id,
      stepPaths: cancelled,
      status: 'cancelled',
      at,
    });
    this.endTasks(tx, run, reading, cancelled);
    await this.children.onCancelled(tx, change);
  }

  private endTasks(tx: SqlTransaction, run: RunInfo, reading: Change['reading'], paths: readonly string[]): void {
    const { flow } = reading.decider as unknown as FlowDecider;
    const keys = paths.flatMap((path) => {
      const view = stepView(flow, reading.state, path);
      return view?.kind === 'agent.task' ? [stepKey(run.id, path, view.generation)] : [];
    });
    if (keys.length > 0) tx.afterCommit(() => void this.replies.cancel(run.companyId, keys));
  }

  private async onEnd(tx: SqlTransaction, change: Change): Promise<void> {
    const { run, to, result } = change;
    if (to !== 'succeeded' && to !== 'failed' && to !== 'cancelled') return;
    await this.children.onEnded(tx, change);
    if (!this.answers.isAwaited(run.id)) return;
    const answer: RunAnswer = { kind: 'ended', status: to, output: result ?? null };
    tx.afterCommit(() => this.answers.give(run.id, answer));
  }

  private async onEvent(tx: SqlTransaction, change: Change, event: FlowEvent): Promise<void> {
    if (event.type === 'timer.fired') {
      await this.onTimer(tx, change, event);
      await this.children.onTimer(tx, change, event.path);
    }
    if (event.type === 'run.pauseRequested' || event.type === 'run.resumeRequested')
      await this.children.onPause(tx, change, event);
    await this.crashes.onEvent(tx, event, change);
    if (event.type === 'step.unknown') await this.askWhetherItHappened(tx, change, event.path);
  }

  private async onTimer(
    tx: SqlTransaction,
    { run, at, reading }: Change,
    { timer, path, attempt }: Extract<FlowEvent, { type: 'timer.fired' }>,
  ): Promise<void> {
    const ringing = { companyId: run.companyId, runId: run.id, path, attempt, at };
    if (timer === 'escalate') await this.inbox.escalate(tx, ringing);
    if (timer === 'remind') await this.inbox.remind(tx, ringing);
    if (timer !== 'deadline') return;
    const { flow } = reading.decider as unknown as FlowDecider;
    const view = stepView(flow, reading.state, path);
    if (view?.port === 'expired' || view?.error?.code === 'WAIT_EXPIRED') await this.inbox.expire(tx, ringing);
    else await this.inbox.close(tx, { ...ringing, stepPaths: [path], status: 'expired' });
    this.endTasks(tx, run, reading, [path]);
  }

  /** Nothing effectful is repeated blindly: people say what became of it. */
  private async askWhetherItHappened(tx: SqlTransaction, change: Change, path: string): Promise<void> {
    const { run, at, reading } = change;
    const { workflowId, workflowName } = await this.projection.factOf(tx, change);
    const loaded = await this.flows.get(run.companyId, pinnedOf(run.ref).versionId);
    const { id: runId, companyId } = run;
    const about = { companyId, runId, workflowId, workflowName, loaded, state: reading.state, path, at };
    await this.inbox.open(tx, unknownQuestion(about));
  }

  private async unanswered(step: Unanswered): Promise<Message<FlowEvent> | undefined> {
    return this.replies.ask(step.run, step.key, step.path, step.attempt);
  }
}
