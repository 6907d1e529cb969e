import type { Decider, DurableCommand, DurableEvent } from '../decider.port.js';

/** A plan: steps and what they come after. Small enough to be read at a glance, and able to do all that a runner must bear. */
export interface Plan {
  steps: Record<string, PlannedStep>;
  maxParallel?: number;
}

export interface PlannedStep {
  after?: string[];
  effect?: 'pure' | 'idempotent' | 'effectful';
  /** Attempts in all; 1 unless set. */
  attempts?: number;
  retryMs?: number;
  timeoutMs?: number;
}

interface StepState {
  status: 'ready' | 'running' | 'backoff' | 'waiting' | 'unknown' | 'succeeded';
  attempt: number;
  generation: number;
  at?: number;
  signal?: string;
}

export interface PlanState {
  status: 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
  steps: Record<string, StepState>;
  early: string[];
  seen: string[];
}

type Event = DurableEvent & {
  attempt?: number;
  error?: { code: string; message: string; retry: string };
  wait?: { until?: number; signal?: string; reply?: boolean };
  timer?: string;
  name?: string;
  signalId?: string;
  decision?: string;
};

export class PlanDecider implements Decider<PlanState, Event> {
  readonly version: number = 1;

  constructor(private readonly plan: Plan) {}

  initial(): PlanState {
    return { status: 'running', steps: {}, early: [], seen: [] };
  }

  decide(state: PlanState, event: Event): { state: PlanState; commands: DurableCommand[] } {
    if (state.status !== 'running' && state.status !== 'paused') return { state, commands: [] };
    const commands: DurableCommand[] = [];
    const step = event.path === undefined ? undefined : state.steps[event.path];
    this.apply(state, event, step, commands);
    if (state.status === 'running') this.dispatch(state, commands);
    return { state, commands };
  }

  outstanding(state: PlanState): DurableCommand[] {
    const commands: DurableCommand[] = [];
    for (const [path, step] of Object.entries(state.steps)) {
      if (step.status === 'running') commands.push(this.execute(path, step));
      if (step.at !== undefined)
        commands.push({ type: 'startTimer', path, timer: 'at', attempt: step.attempt, at: step.at });
    }
    return commands;
  }

  status(state: PlanState): ReturnType<Decider<PlanState>['status']> {
    if (state.status !== 'running') return state.status;
    return Object.values(state.steps).some(({ status }) => status === 'running' || status === 'backoff')
      ? 'running'
      : 'waiting';
  }

  private apply(state: PlanState, event: Event, step: StepState | undefined, commands: DurableCommand[]): void {
    const isStale = !step || event.attempt !== step.attempt;
    switch (event.type) {
      case 'step.succeeded':
        if (!isStale && step.status === 'running') step.status = 'succeeded';
        return;
      case 'step.failed':
        if (!isStale && step.status === 'running') this.fail(state, event, step, commands);
        return;
      case 'step.suspended':
        if (!isStale && step.status === 'running') this.suspend(state, event, step, commands);
        return;
      case 'step.unknown':
        if (!isStale && step.status === 'running') step.status = 'unknown';
        return;
      case 'step.settled':
        if (step?.status === 'unknown') this.settle(state, event, step, commands);
        return;
      case 'step.resolved':
        if (!isStale && step.status === 'waiting') this.endWait(step);
        return;
      case 'timer.fired':
        if (!isStale && step.at !== undefined) this.ring(event, step, commands);
        return;
      case 'signal.received':
        return this.signal(state, event);
      case 'run.pauseRequested':
        state.status = 'paused';
        return;
      case 'run.resumeRequested':
        state.status = 'running';
        return;
      case 'run.cancelRequested':
        for (const [path, { status }] of Object.entries(state.steps))
          if (status === 'running') commands.push({ type: 'cancelStep', path });
        this.finish(state, 'cancelled', commands);
    }
  }

  private dispatch(state: PlanState, commands: DurableCommand[]): void {
    const { steps, maxParallel = 16 } = this.plan;
    let busy = Object.values(state.steps).filter(({ status }) => status === 'running').length;
    for (const [path, { after = [] }] of Object.entries(steps)) {
      if (
        state.steps[path] ||
        busy >= maxParallel ||
        !after.every((other) => state.steps[other]?.status === 'succeeded')
      )
        continue;
      const step: StepState = (state.steps[path] = { status: 'running', attempt: 1, generation: 0 });
      busy += 1;
      commands.push(this.execute(path, step));
    }
    if (Object.keys(steps).every((path) => state.steps[path]?.status === 'succeeded'))
      this.finish(state, 'succeeded', commands);
  }

  private execute(path: string, { attempt, generation }: StepState): DurableCommand {
    const { effect = 'idempotent', timeoutMs } = this.plan.steps[path] ?? {};
    return {
      type: 'executeStep',
      path,
      attempt,
      generation,
      effect,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }

  private fail(state: PlanState, { path = '', at, error }: Event, step: StepState, commands: DurableCommand[]): void {
    const { attempts = 1, retryMs = 0 } = this.plan.steps[path] ?? {};
    if (error?.retry === 'never' || step.attempt >= attempts)
      return this.finish(state, 'failed', commands, { code: error?.code ?? '', message: error?.message ?? '' });
    step.status = 'backoff';
    step.at = at + retryMs;
    commands.push({ type: 'startTimer', path, timer: 'at', attempt: step.attempt, at: step.at });
  }

  private suspend(
    state: PlanState,
    { path = '', wait = {} }: Event,
    step: StepState,
    commands: DurableCommand[],
  ): void {
    step.status = 'waiting';
    if (wait.until !== undefined) {
      step.at = wait.until;
      commands.push({ type: 'startTimer', path, timer: 'at', attempt: step.attempt, at: step.at });
    }
    if (wait.signal === undefined) return;
    step.signal = wait.signal;
    const early = state.early.indexOf(wait.signal);
    if (early < 0) return void commands.push({ type: 'awaitSignal', path, name: wait.signal });
    state.early.splice(early, 1);
    this.endWait(step);
  }

  private ring({ path = '' }: Event, step: StepState, commands: DurableCommand[]): void {
    delete step.at;
    if (step.status === 'waiting') return this.endWait(step);
    step.status = 'running';
    step.attempt += 1;
    commands.push(this.execute(path, step));
  }

  private signal(state: PlanState, { name = '', signalId = '' }: Event): void {
    if (state.seen.includes(signalId)) return;
    state.seen.push(signalId);
    const waiting = Object.values(state.steps).find((step) => step.status === 'waiting' && step.signal === name);
    if (waiting) this.endWait(waiting);
    else state.early.push(name);
  }

  private settle(state: PlanState, { path = '', decision }: Event, step: StepState, commands: DurableCommand[]): void {
    if (decision === 'happened') return this.endWait(step);
    if (decision === 'fail') return this.finish(state, 'failed', commands, { code: 'STEP_UNKNOWN', message: path });
    step.status = 'running';
    step.attempt += 1;
    step.generation += 1;
    commands.push(this.execute(path, step));
  }

  private endWait(step: StepState): void {
    step.status = 'succeeded';
    delete step.at;
    delete step.signal;
  }

  private finish(
    state: PlanState,
    status: 'succeeded' | 'failed' | 'cancelled',
    commands: DurableCommand[],
    error?: { code: string; message: string },
  ): void {
    state.status = status;
    commands.push({ type: 'finishRun', status, ...(error ? { error } : {}) });
  }
}

/** `linear(3)`: s1, then s2, then s3. */
export const linear = (count: number, step: PlannedStep = {}): Plan => ({
  steps: Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`s${i + 1}`, { ...step, after: i === 0 ? [] : [`s${i}`] }]),
  ),
});
