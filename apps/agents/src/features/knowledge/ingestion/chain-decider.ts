import type { DurableCommand } from '#libs/durable';

interface StepError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

export type ChainEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.succeeded'; at: number; path: string; attempt: number }
  | { type: 'step.failed'; at: number; path: string; attempt: number; error: StepError }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.cancelRequested'; at: number };

/** Plain JSON. */
export interface ChainState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Of the step at hand. */
  step: number;
  attempt: number;
  /** Set while the next attempt is waited for. */
  retryAt?: number;
}

export interface ChainStep {
  path: string;
  maxAttempts: number;
  firstPauseMs: number;
  timeoutMs: number;
}

const longestPauseMs = 15 * 60_000;

type Outcome = { state: ChainState; commands: DurableCommand[] };

/** Idempotent steps, one after the other, each repeated with pauses that double until it succeeds or cannot. */
export class ChainDecider {
  readonly version = 1;

  constructor(private readonly steps: readonly [ChainStep, ...ChainStep[]]) {}

  initial(): ChainState {
    return { status: 'waiting', step: 0, attempt: 0 };
  }

  status({ status, retryAt }: ChainState) {
    return status === 'running' && retryAt !== undefined ? ('waiting' as const) : status;
  }

  outstanding(state: ChainState): DurableCommand[] {
    if (state.status !== 'running') return [];
    return [state.retryAt === undefined ? this.act(state) : this.wait(state, state.retryAt)];
  }

  decide(state: ChainState, event: ChainEvent): Outcome {
    if (event.type === 'run.started')
      return state.status === 'waiting' ? this.go({ status: 'running', step: 0, attempt: 1 }) : { state, commands: [] };
    const isStale = 'path' in event && (event.path !== this.at(state).path || event.attempt !== state.attempt);
    if (isStale || state.status !== 'running') return { state, commands: [] };
    switch (event.type) {
      case 'step.succeeded':
        return state.step + 1 < this.steps.length
          ? this.go({ status: 'running', step: state.step + 1, attempt: 1 })
          : end(state, 'succeeded');
      case 'step.failed':
        return this.failed(state, event);
      case 'timer.fired':
        return state.retryAt === undefined
          ? { state, commands: [] }
          : this.go({ status: 'running', step: state.step, attempt: state.attempt });
      case 'run.cancelRequested':
        return end(state, 'cancelled');
    }
  }

  private failed(state: ChainState, { at, error }: Extract<ChainEvent, { type: 'step.failed' }>): Outcome {
    const { maxAttempts, firstPauseMs } = this.at(state);
    const { code, message, retry, retryAfterMs = 0 } = error;
    if (retry === 'never' || state.attempt >= maxAttempts) return end(state, 'failed', { code, message });
    const pause = Math.min(firstPauseMs * 2 ** (state.attempt - 1), longestPauseMs);
    const retryAt = at + Math.max(pause, retryAfterMs);
    const next: ChainState = { ...state, attempt: state.attempt + 1, retryAt };
    return { state: next, commands: [this.wait(next, retryAt)] };
  }

  private go(state: ChainState): Outcome {
    return { state, commands: [this.act(state)] };
  }

  private act(state: ChainState): DurableCommand {
    const { path, timeoutMs } = this.at(state);
    return { type: 'executeStep', path, attempt: state.attempt, generation: 1, effect: 'idempotent', timeoutMs };
  }

  private wait(state: ChainState, at: number): DurableCommand {
    return { type: 'startTimer', path: this.at(state).path, timer: 'retry', attempt: state.attempt, at };
  }

  private at({ step }: ChainState): ChainStep {
    return this.steps[step] ?? this.steps[0];
  }
}

function end(
  { step, attempt }: ChainState,
  status: 'succeeded' | 'failed' | 'cancelled',
  error?: { code: string; message: string },
): Outcome {
  return {
    state: { status, step, attempt },
    commands: [{ type: 'finishRun', status, ...(error ? { error } : {}) }],
  };
}
