import {
  compile,
  decide,
  initialState,
  outstanding,
  runStatus,
  stepView,
  stepViews,
  type Flow,
  type FlowCommand,
  type FlowEvent,
  type RunState,
  type RunStatus,
  type StepError,
  type StepStatus,
  type Grant,
  type StepVerdict,
  type StepView,
  type Suspension,
} from '#libs/engine';
import type { Definition } from '#libs/workflow';
import { testKinds } from './test-kinds.js';

export type EventWithoutTime = FlowEvent extends infer E ? (E extends FlowEvent ? Omit<E, 'at'> : never) : never;

/**
 * Tells a run as a story: what happened, step by step, and then asks what came of it. Each event is a second after the one before
 * unless `at` moved the clock. Attempts are the current ones unless given.
 */
export class Story {
  readonly flow: Flow;
  readonly events: FlowEvent[] = [];
  /** All commands so far; `last` holds those of the last event. */
  readonly commands: FlowCommand[] = [];
  last: FlowCommand[] = [];
  state: RunState = initialState();
  private now = 1_000_000;

  constructor(readonly definition: Definition) {
    this.flow = compile(definition, testKinds);
  }

  happens(event: EventWithoutTime): this {
    this.now += 1000;
    const full = { ...event, at: this.now } as FlowEvent;
    this.events.push(full);
    const { state, commands } = decide(this.flow, this.state, full);
    this.state = state;
    this.last = commands;
    this.commands.push(...commands);
    return this;
  }

  starts(trigger?: string): this {
    return this.happens({ type: 'run.started', ...(trigger !== undefined && { trigger }) });
  }

  begins(path: string, attempt = this.attempt(path)): this {
    return this.happens({ type: 'step.started', path, attempt });
  }

  succeeds(path: string, verdict: StepVerdict = {}, attempt = this.attempt(path)): this {
    return this.happens({ type: 'step.succeeded', path, attempt, ...verdict });
  }

  fails(path: string, error: Partial<StepError> = {}, attempt = this.attempt(path)): this {
    return this.happens({
      type: 'step.failed',
      path,
      attempt,
      error: { code: 'TOOL_FAILED', message: 'it broke', retry: 'soon', ...error },
    });
  }

  suspends(path: string, wait: Suspension, attempt = this.attempt(path)): this {
    return this.happens({ type: 'step.suspended', path, attempt, wait });
  }

  grants(path: string, grant?: Grant, attempt = this.attempt(path)): this {
    return this.happens({ type: 'step.granted', path, attempt, ...(grant !== undefined && { grant }) });
  }

  resolves(path: string, port?: string, attempt = this.attempt(path)): this {
    return this.happens({ type: 'step.resolved', path, attempt, ...(port !== undefined && { port }) });
  }

  fires(path: string, timer: string, attempt = path === '' ? 1 : this.attempt(path)): this {
    return this.happens({ type: 'timer.fired', path, timer, attempt });
  }

  signals(name: string, signalId: string): this {
    return this.happens({ type: 'signal.received', name, signalId });
  }

  /** Moves the clock: the next event happens a second after this time. */
  at(time: number): this {
    this.now = time;
    return this;
  }

  get time(): number {
    return this.now;
  }

  attempt(path: string): number {
    return this.step(path)?.attempt || 1;
  }

  step(path: string): StepView | undefined {
    return stepView(this.flow, this.state, path);
  }

  status(path: string): StepStatus | undefined {
    return this.step(path)?.status;
  }

  statuses(): Record<string, StepStatus> {
    return Object.fromEntries(stepViews(this.flow, this.state).map((view) => [view.path, view.status]));
  }

  runStatus(): RunStatus {
    return runStatus(this.state);
  }

  /** Paths that are being executed, in the order in which they were asked for. */
  ready(): string[] {
    return outstanding(this.flow, this.state).flatMap((command) =>
      command.type === 'executeStep' ? [command.path] : [],
    );
  }

  /** Due times of the timers that are set, as `path/timer`. */
  timers(): Record<string, number> {
    return Object.fromEntries(
      outstanding(this.flow, this.state).flatMap((command) =>
        command.type === 'startTimer' ? [[`${command.path}/${command.timer}`, command.at]] : [],
      ),
    );
  }

  /** Commands of one type out of the last event's. */
  lastOf<T extends FlowCommand['type']>(type: T): Extract<FlowCommand, { type: T }>[] {
    return this.last.filter((command): command is Extract<FlowCommand, { type: T }> => command.type === type);
  }

  /** Goes on from a JSON copy, as after a restart. */
  restarts(): this {
    this.state = JSON.parse(JSON.stringify(this.state)) as RunState;
    return this;
  }
}

export const story = (definition: Definition): Story => new Story(definition);
