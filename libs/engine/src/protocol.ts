import type { Effect } from '#libs/workflow';

/** `topic`, or inside a scope `orders[3]/fetch`. */
export type StepPath = string;

export interface StepError {
  code: string;
  message: string;
  /** Verdict of whoever threw it. */
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

/** Why and until when a step waits. Every wait has a deadline; what ends it decides the port. */
export interface Suspension {
  /** Ends by itself at this time (flow.wait `for`, `until`). */
  until?: number;
  /** Ends on a signal of this name. */
  signal?: string;
  /** Ends when another service replies under the step's key. */
  reply?: boolean;
  /** Ends when people answered (approval, form). */
  answer?: boolean;
  /** Epoch ms after which it expires. */
  deadline?: number;
}

/** What happened. `at` is epoch milliseconds of the database; ids and time come in from outside. Stale events are ignored. */
export type FlowEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.started'; at: number; path: StepPath; attempt: number }
  | {
      type: 'step.succeeded';
      at: number;
      path: StepPath;
      attempt: number;
      port?: string;
      items?: number;
      stop?: 'succeeded' | 'failed';
    }
  | { type: 'step.failed'; at: number; path: StepPath; attempt: number; error: StepError }
  | { type: 'step.suspended'; at: number; path: StepPath; attempt: number; wait: Suspension }
  | { type: 'step.unknown'; at: number; path: StepPath; attempt: number }
  | { type: 'step.settled'; at: number; path: StepPath; decision: 'happened' | 'repeat' | 'fail' }
  | { type: 'step.resolved'; at: number; path: StepPath; attempt: number; port?: string }
  | { type: 'timer.fired'; at: number; path: StepPath; timer: string; attempt: number }
  | { type: 'signal.received'; at: number; name: string; signalId: string }
  | { type: 'run.cancelRequested'; at: number; reason?: string }
  | { type: 'run.pauseRequested'; at: number }
  | { type: 'run.resumeRequested'; at: number };

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
      phase: 'run' | 'collect';
    }
  | { type: 'startTimer'; path: StepPath; timer: string; attempt: number; at: number }
  | { type: 'cancelTimer'; path: StepPath; timer: string }
  | { type: 'awaitSignal'; path: StepPath; name: string }
  | { type: 'cancelStep'; path: StepPath }
  | { type: 'finishRun'; status: 'succeeded' | 'failed' | 'cancelled'; error?: StepError & { path?: StepPath } };

export type StepStatus =
  'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'unknown';
export type RunStatus = 'queued' | 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
