/** A run in memory: the real decider and the real executor, on a clock of its own, with nothing that leaves the process. */
import type { KindDef } from '#libs/catalog/kit';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { AppError, type DryAnswer, type DryStep } from '#libs/contracts';
import type { StepContext, StepMeta, StepOutcome } from '#libs/durable';
import {
  type FlowDecider,
  stepView,
  type ExecuteStep,
  type FlowCommand,
  type FlowEvent,
  type RunState,
} from '#libs/engine';
import type { WorkflowNode } from '#libs/workflow';
import type { LoadedFlow } from '../runs/flows.js';
import { TriggeredDecider } from '../runs/pinned.js';
import type { RunInput } from '../runs/run.entity.js';
import { configOf, placeOf, type StepExecutor } from '../runs/step-executor.js';
import type { Values } from '../runs/step-values.js';
import type { DryBudget } from './dry-budget.js';
import { Stopped, type Bound } from './dry-budget.js';
import { isHarmless } from './harmless.js';
import { needsModelAlone, type RecordedAnswers } from './recorded-answers.js';
import { misfitsOf, stubOf } from './stubs.js';
import { Asked, failureOf, outputFor } from './told-outcomes.js';
import { VirtualTimers } from './virtual-timers.js';

const defs: Readonly<Record<string, KindDef>> = nodeKinds;

export interface DrySetup {
  loaded: LoadedFlow;
  companyId: string;
  runId: string;
  input: RunInput;
  /** By path or node id. */
  answers: ReadonlyMap<string, DryAnswer>;
  /** By node id. */
  samples: ReadonlyMap<string, unknown>;
  /** Epoch ms at which the clock starts. */
  startsAt: number;
  executor: Pick<StepExecutor, 'execute'>;
  budget: DryBudget;
  /** What models once answered to the same; without it, and where nothing is recorded, their answers are made up. */
  recorded?: Pick<RecordedAnswers, 'outcome'>;
  /** Output of another workflow, tried out as well. @throws as its steps do */
  callWorkflow(config: unknown): Promise<unknown>;
}

/** What is known of a step beside its state. */
export type StepNote = Pick<DryStep, 'source' | 'logs' | 'warnings'>;

interface Gift {
  outcome: StepOutcome;
  source: DryStep['source'];
  warnings?: string[];
}

export class DryRun implements Values {
  state: RunState;
  readonly notes = new Map<string, StepNote>();
  stoppedBy: Bound | null = null;
  private readonly decider: FlowDecider;
  private readonly outputs = new Map<string, unknown>();
  private readonly metas = new Map<string, StepMeta & { attempts: number }>();
  private readonly ready: Extract<FlowCommand, { type: 'executeStep' }>[] = [];
  private readonly timers = new VirtualTimers();
  private now: number;
  private recorded: DrySetup['recorded'];
  private isOver = false;

  constructor(private readonly setup: DrySetup) {
    const { loaded, input, startsAt } = setup;
    const { node } = input.trigger;
    this.decider = node === undefined ? loaded.decider : new TriggeredDecider(loaded.flow, node);
    this.state = this.decider.initial();
    this.now = startsAt;
    this.recorded = setup.recorded;
  }

  get input(): RunInput {
    return this.setup.input;
  }

  /** How far the clock has come, milliseconds. */
  get elapsedMs(): number {
    return this.now - this.setup.startsAt;
  }

  output(path: string): unknown {
    return this.outputs.get(path);
  }

  meta(path: string): (StepMeta & { attempts: number }) | undefined {
    return this.metas.get(path);
  }

  /** Goes on until the run is over, nothing can happen any more, or a bound is met. */
  async run(): Promise<void> {
    try {
      this.happen({ type: 'run.started', at: this.now });
      while (!this.isOver) {
        const command = this.ready.shift();
        if (command) {
          await this.setup.budget.step();
          await this.perform(command);
        } else if (!this.ring()) break;
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      this.stoppedBy = error.by;
    }
  }

  private happen(event: FlowEvent, output?: unknown): void {
    if (output !== undefined && 'path' in event && event.path !== undefined)
      this.outputs.set(event.path, this.setup.budget.keep(output));
    const { state, commands } = this.decider.decide(this.state, event);
    this.state = state;
    for (const command of commands) this.carry(command);
  }

  private carry(command: FlowCommand): void {
    if (command.type === 'executeStep') this.ready.push(command);
    else if (command.type === 'startTimer') this.timers.set(command);
    else if (command.type === 'cancelTimer') this.timers.cancel(command);
    else if (command.type === 'finishRun') this.isOver = true;
  }

  /** Nothing else can happen: the clock jumps to the next timer. */
  private ring(): boolean {
    const timer = this.timers.takeNext();
    if (!timer) return false;
    this.now = Math.max(this.now, timer.at);
    const { path, timer: name, attempt } = timer;
    this.happen({ type: 'timer.fired', at: this.now, path, timer: name, attempt });
    return true;
  }

  private async perform(command: Extract<FlowCommand, { type: 'executeStep' }>): Promise<void> {
    const { path, attempt } = command;
    // Cancelled while it stood in line.
    if (stepView(this.setup.loaded.flow, this.state, path)?.status !== 'running') return;
    const at = this.now;
    try {
      const { outcome, source, warnings = [] } = await this.outcomeOf(command);
      this.note(path, source, outcome.meta, warnings);
      if (outcome.kind === 'suspended') return this.suspend(path, attempt, outcome.wait);
      this.metas.set(path, { ...outcome.meta, ms: 0, attempts: attempt });
      this.happen({ type: 'step.succeeded', at, path, attempt, ...outcome.event }, outcome.output ?? null);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      if (this.setup.budget.signal.aborted) throw new Stopped('time');
      this.note(path, 'none', undefined, []);
      this.happen({ type: 'step.failed', at, path, attempt, error: failureOf(error) });
    }
  }

  /** Time passes by itself; a signal, a callback or whatever else is waited for is taken to come at once. */
  private suspend(path: string, attempt: number, wait: Record<string, unknown>): void {
    this.happen({ type: 'step.suspended', at: this.now, path, attempt, wait });
    if (wait['until'] === undefined) this.happen({ type: 'step.resolved', at: this.now, path, attempt }, null);
  }

  private async outcomeOf(command: Extract<FlowCommand, { type: 'executeStep' }>): Promise<Gift> {
    const { loaded, executor } = this.setup;
    const node = loaded.nodes.get(command.node);
    const def = node && defs[node.kind];
    if (!node || !def)
      throw new AppError('STEP_CONFIG_INVALID', { detail: `There is no kind for step ${command.path}` });
    const context = this.contextOf(command);
    const answer = command.phase === 'run' ? this.answerFor(command.path, node.id) : undefined;
    if (answer?.fail) throw new Asked(answer.fail.code, answer.fail.message);
    if (command.phase === 'run' && def.role !== 'scope') {
      const given = this.given(def, node, context, answer);
      if (given) return given;
    }
    if (isHarmless(def)) {
      const outcome = await executor.execute(loaded, command as ExecuteStep, context);
      return { outcome, source: 'run' };
    }
    const config = configOf(def, node, placeOf(loaded, context));
    if (needsModelAlone(def)) {
      const outcome = await this.recordedOutcome(command, context);
      if (outcome) return { outcome, source: 'recording' };
    }
    if (def.id !== 'flow.subworkflow')
      return { outcome: { kind: 'succeeded', output: stubOf(def, config), event: {} }, source: 'stub' };
    return { outcome: { kind: 'succeeded', output: await this.setup.callWorkflow(config) }, source: 'run' };
  }

  private async recordedOutcome(
    command: Extract<FlowCommand, { type: 'executeStep' }>,
    context: StepContext<RunState>,
  ): Promise<StepOutcome | undefined> {
    if (!this.recorded) return undefined;
    const { outcome, isReachable } = await this.recorded.outcome(this.setup.loaded, command as ExecuteStep, context);
    if (!isReachable) this.recorded = undefined;
    return outcome;
  }

  /** What the request says that the step gives, or what is pinned to it. Its configuration is resolved all the same, so that its faults show. */
  private given(
    def: KindDef,
    node: WorkflowNode,
    context: StepContext<RunState>,
    answer: DryAnswer | undefined,
  ): Gift | undefined {
    const isPinned = this.setup.samples.has(node.id) && !def.id.startsWith('flow.');
    if (!answer && !isPinned) return undefined;
    const config = configOf(def, node, placeOf(this.setup.loaded, context));
    const port = answer?.port;
    const output =
      answer && 'output' in answer
        ? answer.output
        : isPinned
          ? this.setup.samples.get(node.id)
          : outputFor(def, config, port);
    const source = answer ? 'answer' : 'sample';
    return {
      outcome: { kind: 'succeeded', output, event: port === undefined ? {} : { port } },
      source,
      warnings: misfitsOf(def, output ?? null),
    };
  }

  private answerFor(path: string, node: string): DryAnswer | undefined {
    return this.setup.answers.get(path) ?? this.setup.answers.get(node);
  }

  private note(path: string, source: DryStep['source'], meta: StepMeta | undefined, warnings: string[]): void {
    const logs = Array.isArray(meta?.['logs']) ? (meta['logs'] as string[]) : [];
    const all = [...warnings, ...(meta?.warnings ?? [])];
    const before = this.notes.get(path);
    this.notes.set(path, {
      source: source === 'none' ? (before?.source ?? source) : source,
      logs: [...(before?.logs ?? []), ...logs].slice(-100),
      warnings: [...(before?.warnings ?? []), ...all].slice(-20),
    });
  }

  private contextOf({
    path,
    attempt,
    generation,
  }: Extract<FlowCommand, { type: 'executeStep' }>): StepContext<RunState> {
    const { runId, companyId, input, budget } = this.setup;
    return {
      ...{ runId, companyId, path, attempt, generation, input },
      key: `dry.${runId}.${path}.${generation}`,
      at: this.now,
      signal: budget.signal,
      heartbeat: () => undefined,
      output: (other) => this.output(other),
      meta: (other) => this.meta(other),
      state: this.state,
    };
  }
}
