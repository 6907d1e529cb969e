import type { Effect } from '#libs/workflow';

/** `topic`, or inside a scope `orders[3]/fetch`. */
export type StepPath = string;

export interface StepError {
  code: string;
  message: string;
  /** Verdict of whoever threw it. */
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
  /** The effect may have happened all the same (a POST that timed out). An effectful step becomes `unknown` instead of being retried. */
  uncertain?: boolean;
  /** Of CHILD_FAILED: the error that ended the run at the bottom. */
  cause?: { code: string; message: string; runId: string; path?: StepPath };
}

/** Why and until when a step waits. Every wait has a deadline; what ends it decides the port. */
export interface Suspension {
  /** Ends by itself at this time (flow.wait `for`, `until`). */
  until?: number;
  /** Ends on a signal of this name. */
  signal?: string;
  /** Ends when another service replies under the step's key. */
  reply?: boolean;
  /** Ends with this run, which the step has called: `step.resolved` or `step.failed` with the step's generation. */
  child?: string;
  /** Ends when people answered (approval, form). */
  answer?: boolean;
  /** Epoch ms after which it expires. */
  deadline?: number;
  /** Epoch ms at which people are told that it still waits, or more of them are asked. The wait goes on. */
  alarms?: { remind?: number; escalate?: number };
}

/** What a step's success says to the graph; its output stays outside. */
export interface StepVerdict {
  /** Taken output port; the first one when absent. */
  port?: string;
  /** Scope kinds, phase `run`: how many items there are; of a loop, how many there may be at most. */
  items?: number;
  /** Loops, phases `run` and `check`: another iteration follows; else the loop has ended. */
  more?: boolean;
  /** Scope kinds: how many items may run at once; else the configuration's number, else `settings.maxParallel`. */
  concurrency?: number;
  /** Scope kinds: what one failed item means; else the configuration's word, else `fail`. */
  onItemError?: 'fail' | 'collect';
  /** Ends the scope that the step stands in (flow.stop), with this outcome. */
  stop?: 'succeeded' | 'failed';
  /** With `stop: failed`: what the run's or item's error says. */
  message?: string;
}

/** What people gave a step so that it may go on: opaque to the engine, plain JSON, small. */
export type Grant = Readonly<Record<string, unknown>>;

/** Which attempt an event is about: by its number, or whichever there is under a key (a called run outlives attempts). */
type OfAttempt = { attempt: number; generation?: number } | { attempt?: undefined; generation: number };

/** What happened. `at` is epoch milliseconds of the database; ids and time come in from outside. Stale events are ignored. */
export type FlowEvent =
  /**
   * `trigger`: id of the trigger node that fired; the first one when absent. The others are skipped. `carried`: where the run begins
   * instead, with results that another run had (see `carry`).
   */
  | { type: 'run.started'; at: number; trigger?: string; carried?: CarriedScope[] }
  /** The output of a step that was carried over lies beside this row. `round`: of a loop, how many iterations it stands for. */
  | { type: 'step.kept'; at: number; path: StepPath; round?: number }
  | { type: 'step.started'; at: number; path: StepPath; attempt: number }
  | ({ type: 'step.succeeded'; at: number; path: StepPath; attempt: number } & StepVerdict)
  | ({ type: 'step.failed'; at: number; path: StepPath; error: StepError } & OfAttempt)
  | { type: 'step.suspended'; at: number; path: StepPath; attempt: number; wait: Suspension }
  | { type: 'step.unknown'; at: number; path: StepPath; attempt: number }
  /** A person's decision about an unknown step. With `generation` it counts only for that one. */
  | {
      type: 'step.settled';
      at: number;
      path: StepPath;
      decision: 'happened' | 'repeat' | 'fail';
      generation?: number;
      port?: string;
    }
  | ({ type: 'step.resolved'; at: number; path: StepPath; port?: string } & OfAttempt)
  /**
   * People gave what a waiting step lacked: it is tried again under its key, and this try does not count against its retry policy.
   * `grant` reaches the executor with this attempt and every later one.
   */
  | { type: 'step.granted'; at: number; path: StepPath; attempt: number; grant?: Grant }
  /** What people did about a step that waits, for its history alone: an answer that does not decide yet, a delegation. */
  | { type: 'step.noted'; at: number; path: StepPath; note: string }
  | { type: 'timer.fired'; at: number; path: StepPath; timer: string; attempt: number }
  | { type: 'signal.received'; at: number; name: string; signalId: string }
  | { type: 'run.cancelRequested'; at: number; reason?: string }
  /**
   * A person wants a failed run to go on: the step that failed is tried again under a new key, and what its failure cancelled goes on. With
   * `path` only if that step, or one within it, failed. Of a run that goes on: steps that back off are tried at once.
   */
  | { type: 'run.retryRequested'; at: number; path?: StepPath }
  | { type: 'run.pauseRequested'; at: number }
  | { type: 'run.resumeRequested'; at: number };

/** What an attempt of a step is for. All but scope kinds know `run` alone. */
export type StepPhase = 'run' | 'collect' | 'check';

export interface ExecuteStep {
  type: 'executeStep';
  path: StepPath;
  node: string;
  attempt: number;
  generation: number;
  effect: Effect;
  /** The runner aborts the attempt after this time and reports STEP_TIMED_OUT. */
  timeoutMs?: number;
  /** `collect`: all items of a map have ended and its result is to be made; `check`: an iteration has ended, does another follow? */
  phase: StepPhase;
  /** Epoch ms of the event that made the attempt ready: the `now` of its expressions. */
  readyAt: number;
  /** What people gave it last (`step.granted`). */
  grant?: Grant;
  /** In `outstanding` alone: `step.started` was committed for this attempt and no result was. */
  started?: true;
}

/** A step as another run left it. `open`: some of its items have ended, and the others are still to be run. */
export interface CarriedStep {
  mode: 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'open';
  attempt: number;
  port?: string;
  error?: StepError & { path?: StepPath };
  items?: { count: number; limit?: number; concurrency: number; onItemError: 'fail' | 'collect'; next: number };
}

/** A scope as another run left it, by node id. Without an outcome it goes on. */
export interface CarriedScope {
  /** Empty for the root, else `orders[3]`. */
  path: string;
  outcome?: 'succeeded' | 'failed' | 'cancelled';
  error?: StepError & { path?: StepPath };
  steps: Record<string, CarriedStep>;
}

/** What to do. The runner carries it out; it may be told the same command again and must not mind. */
export type FlowCommand =
  | {
      type: 'executeStep';
      path: StepPath;
      node: string;
      attempt: number;
      generation: number;
      effect: Effect;
      timeoutMs?: number;
      phase: StepPhase;
      grant?: Grant;
    }
  | { type: 'startTimer'; path: StepPath; timer: string; attempt: number; at: number }
  | { type: 'cancelTimer'; path: StepPath; timer: string }
  | { type: 'awaitSignal'; path: StepPath; name: string }
  | { type: 'cancelStep'; path: StepPath }
  | { type: 'finishRun'; status: 'succeeded' | 'failed' | 'cancelled'; error?: StepError & { path?: StepPath } };

/** Names of timers. All but `run` (whose path is empty) belong to a step. */
export type TimerName = 'run' | 'retry' | 'until' | 'deadline' | 'timeout' | 'remind' | 'escalate';

export type StepStatus =
  'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'unknown';
export type RunStatus = 'queued' | 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
