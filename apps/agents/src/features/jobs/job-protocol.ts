import type { DurableCommand } from '#libs/durable';

export interface JobError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

/** What a call waits for that has let go of its worker. */
export type JobWait = { until: number } | { callback: true };

/** What happened to a job. Its one step is `call`; a person's retry raises the generation, and with it the key of the call. */
export type JobEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.started'; at: number; path: string; attempt: number }
  | { type: 'step.succeeded'; at: number; path: string; attempt: number }
  | { type: 'step.suspended'; at: number; path: string; attempt: number; generation: number; wait: JobWait }
  | { type: 'step.failed'; at: number; path: string; attempt: number; error: JobError }
  | { type: 'step.unknown'; at: number; path: string; attempt: number }
  /** An outside system has answered; what it said lies beside the event. */
  | { type: 'job.answered'; at: number; path: string; generation: number }
  | { type: 'job.retried'; at: number }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.cancelRequested'; at: number };

export type JobCommand = DurableCommand;

/** Plain JSON. */
export interface JobState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  generation: number;
  /** Of this generation; counts pauses, too. */
  attempt: number;
  /** Calls in all. */
  attempts: number;
  /** Failed calls of this generation. */
  failures: number;
  /** When this generation began, epoch ms: the time that the tool goes by, however often it is called. */
  beganAt: number;
  /** What it waits for; absent while the call is under way. */
  awaiting?: { kind: 'retry' | 'time'; until: number } | { kind: 'callback' };
  deadlineAt?: number;
  /** An answer that came before the call waited for it. */
  isAnswered?: boolean;
}
