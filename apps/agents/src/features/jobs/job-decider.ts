import type { DurableEffect } from '#libs/durable';
import type { JobCommand, JobError, JobEvent, JobState } from './job-protocol.js';

export const callPath = 'call';
const maxAttempts = 5;
const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;
/** Every wait ends: an outside system may take this long to answer. */
const longestMs = 30 * 24 * 60 * 60_000;

type Outcome = { state: JobState; commands: JobCommand[] };

/** One call of a tool in the background: repeated while that may help, waiting for a time or for an outside system, cancelled, retried by people. */
export class JobDecider {
  readonly version = 1;

  constructor(private readonly effect: DurableEffect) {}

  initial(): JobState {
    return { status: 'waiting', generation: 1, attempt: 0, attempts: 0, failures: 0, beganAt: 0 };
  }

  status(state: JobState) {
    return state.status === 'running' && state.awaiting ? ('waiting' as const) : state.status;
  }

  outstanding(state: JobState): JobCommand[] {
    if (state.status !== 'running') return [];
    const deadline = timer('', 'deadline', state.generation, state.deadlineAt!);
    const { awaiting } = state;
    if (!awaiting) return [deadline, this.call(state)];
    return awaiting.kind === 'callback'
      ? [deadline]
      : [deadline, timer(callPath, 'wake', state.attempt, awaiting.until)];
  }

  decide(state: JobState, event: JobEvent): Outcome {
    if (event.type === 'run.started' && state.status === 'waiting') return this.begin(state, event.at);
    if (event.type === 'job.retried' && state.status === 'failed')
      return this.begin({ ...state, generation: state.generation + 1 }, event.at);
    if (state.status !== 'running') return { state, commands: [] };
    const isStale = 'attempt' in event && event.path === callPath && event.attempt !== state.attempt;
    return isStale ? { state, commands: [] } : this.react(state, event);
  }

  private react(state: JobState, event: JobEvent): Outcome {
    switch (event.type) {
      case 'step.succeeded':
        return end(state, 'succeeded');
      case 'step.suspended':
        return this.suspended(state, event);
      case 'step.failed':
        return this.failed(state, event);
      case 'step.unknown':
        return end(state, 'failed', {
          code: 'STEP_UNKNOWN',
          message: 'It is unknown whether the call took effect. Look there before you retry the job',
        });
      case 'job.answered':
        return this.answered(state, event.generation);
      case 'timer.fired':
        return this.timerFired(state, event);
      case 'run.cancelRequested':
        return end(state, 'cancelled');
      case 'run.started':
      case 'step.started':
      case 'job.retried':
        return { state, commands: [] };
    }
  }

  private begin(state: JobState, at: number): Outcome {
    const { generation } = state;
    const next: JobState = {
      status: 'running',
      generation,
      attempt: 1,
      attempts: state.attempts + 1,
      failures: 0,
      beganAt: at,
      deadlineAt: at + longestMs,
    };
    return { state: next, commands: [timer('', 'deadline', generation, next.deadlineAt!), this.call(next)] };
  }

  private suspended(state: JobState, { wait }: Extract<JobEvent, { type: 'step.suspended' }>): Outcome {
    if ('callback' in wait) {
      if (state.isAnswered) return end(state, 'succeeded');
      return { state: { ...state, awaiting: { kind: 'callback' } }, commands: [] };
    }
    return this.pause({ ...state, attempt: state.attempt + 1 }, 'time', wait.until);
  }

  private failed(state: JobState, { at, error }: Extract<JobEvent, { type: 'step.failed' }>): Outcome {
    const failures = state.failures + 1;
    if (error.retry === 'never' || this.effect === 'effectful' || failures >= maxAttempts)
      return end(state, 'failed', { code: error.code, message: error.message });
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
    const next = { ...state, failures, attempt: state.attempt + 1, attempts: state.attempts + 1 };
    return this.pause(next, 'retry', at + Math.max(pause, error.retryAfterMs ?? 0));
  }

  private pause(state: JobState, kind: 'retry' | 'time', until: number): Outcome {
    return {
      state: { ...state, awaiting: { kind, until } },
      commands: [timer(callPath, 'wake', state.attempt, until)],
    };
  }

  /** The answer counts when it comes before the call has said that it waits, too. */
  private answered(state: JobState, generation: number): Outcome {
    if (generation !== state.generation) return { state, commands: [] };
    return state.awaiting?.kind === 'callback'
      ? end(state, 'succeeded')
      : { state: { ...state, isAnswered: true }, commands: [] };
  }

  private timerFired(state: JobState, event: Extract<JobEvent, { type: 'timer.fired' }>): Outcome {
    if (event.timer === 'deadline') {
      if (event.attempt !== state.generation) return { state, commands: [] };
      return end(state, 'failed', { code: 'JOB_EXPIRED', message: 'Nobody answered within 30 days' });
    }
    const { awaiting: _, ...rest } = state;
    return { state: rest, commands: [this.call(rest)] };
  }

  private call({ attempt, generation }: JobState): JobCommand {
    return { type: 'executeStep', path: callPath, attempt, generation, effect: this.effect };
  }
}

function end(
  { awaiting, ...state }: JobState,
  status: 'succeeded' | 'failed' | 'cancelled',
  error?: Pick<JobError, 'code' | 'message'>,
): Outcome {
  const commands: JobCommand[] = [{ type: 'cancelTimer', path: '', timer: 'deadline' }];
  if (awaiting && awaiting.kind !== 'callback') commands.push({ type: 'cancelTimer', path: callPath, timer: 'wake' });
  if (!awaiting && status !== 'succeeded') commands.push({ type: 'cancelStep', path: callPath });
  commands.push({ type: 'finishRun', status, ...(error ? { error } : {}) });
  return { state: { ...state, status }, commands };
}

const timer = (path: string, name: string, attempt: number, at: number): JobCommand => ({
  type: 'startTimer',
  path,
  timer: name,
  attempt,
  at,
});
