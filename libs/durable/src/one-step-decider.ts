import type { DurableCommand } from './decider.port.js';

interface StepError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

export type OneStepEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.succeeded'; at: number; path: string; attempt: number }
  | { type: 'step.failed'; at: number; path: string; attempt: number; error: StepError }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.cancelRequested'; at: number };

/** Plain JSON. */
export interface OneStepState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  attempt: number;
  /** Set while the next attempt is waited for. */
  retryAt?: number;
}

const path = 'do';

/** One idempotent act, repeated with pauses that double from `firstPauseMs` to a quarter of an hour, until it succeeds or cannot. */
export class OneStepDecider {
  readonly version = 1;

  constructor(private readonly limits: { maxAttempts: number; firstPauseMs: number; timeoutMs: number }) {}

  initial(): OneStepState {
    return { status: 'waiting', attempt: 0 };
  }

  status({ status, retryAt }: OneStepState) {
    return status === 'running' && retryAt !== undefined ? ('waiting' as const) : status;
  }

  outstanding(state: OneStepState): DurableCommand[] {
    if (state.status !== 'running') return [];
    return [state.retryAt === undefined ? this.act(state.attempt) : wait(state.attempt, state.retryAt)];
  }

  decide(state: OneStepState, event: OneStepEvent): { state: OneStepState; commands: DurableCommand[] } {
    const isStale = 'attempt' in event && event.attempt !== state.attempt;
    if (isStale || (state.status !== 'running' && event.type !== 'run.started')) return { state, commands: [] };
    switch (event.type) {
      case 'run.started':
        return state.status === 'waiting' ? this.go({ status: 'running', attempt: 1 }) : { state, commands: [] };
      case 'step.succeeded':
        return end(state, 'succeeded');
      case 'step.failed':
        return this.failed(state, event);
      case 'timer.fired':
        return state.retryAt === undefined
          ? { state, commands: [] }
          : this.go({ status: 'running', attempt: state.attempt });
      case 'run.cancelRequested':
        return end(state, 'cancelled');
    }
  }

  private failed({ attempt }: OneStepState, { at, error }: Extract<OneStepEvent, { type: 'step.failed' }>) {
    if (error.retry === 'never' || attempt >= this.limits.maxAttempts) {
      const { code, message } = error;
      return end({ status: 'running', attempt }, 'failed', { code, message });
    }
    const pause = Math.min(this.limits.firstPauseMs * 2 ** (attempt - 1), 15 * 60_000);
    const retryAt = at + Math.max(pause, error.retryAfterMs ?? 0);
    return {
      state: { status: 'running' as const, attempt: attempt + 1, retryAt },
      commands: [wait(attempt + 1, retryAt)],
    };
  }

  private go(state: OneStepState) {
    return { state, commands: [this.act(state.attempt)] };
  }

  private act(attempt: number): DurableCommand {
    const { timeoutMs } = this.limits;
    return { type: 'executeStep', path, attempt, generation: 1, effect: 'idempotent', timeoutMs };
  }
}

const end = (
  { attempt }: OneStepState,
  status: 'succeeded' | 'failed' | 'cancelled',
  error?: { code: string; message: string },
): { state: OneStepState; commands: DurableCommand[] } => ({
  state: { status, attempt },
  commands: [{ type: 'finishRun', status, ...(error ? { error } : {}) }],
});

const wait = (attempt: number, at: number): DurableCommand => ({
  type: 'startTimer',
  path,
  timer: 'retry',
  attempt,
  at,
});
