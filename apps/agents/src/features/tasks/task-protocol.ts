import type { DurableCommand, DurableEffect } from '#libs/durable';
import type { Agent, Task } from '#libs/contracts';

/** One tool call that a turn asked for. */
export interface AskedCall {
  id: string;
  tool: string;
  effect: DurableEffect;
  /** It will not be made, and why; the model is told. */
  problem?: string;
  /** The problem is that its arguments do not fit the tool's schema. */
  misfit?: true;
  /** People are asked before it is made, because the agent's policy says so or because content of strangers was read. */
  ask?: 'policy' | 'outside';
  /** What it gives comes from outside. */
  outside?: boolean;
  /** It ends the task when it has succeeded: another agent takes over. */
  handsOff?: boolean;
  /** Digest of tool and arguments. */
  digest?: string;
}

export interface TaskError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
  /** Of AGENT_LIMIT_REACHED. */
  limit?: NonNullable<NonNullable<Task['error']>['limit']>;
}

/** What a call spent elsewhere: an agent that was asked. */
interface Spent {
  tokens?: number;
  costMicros?: number;
}

/** A step that waits: for people until a deadline, or for the task of another agent. */
export interface TaskWait {
  /** Somebody outside answers; a lost answer is asked for. */
  reply?: true;
  /** Epoch ms. */
  deadline?: number;
  child?: string;
}

/**
 * What happened to a task. A turn is a step `turn1`, a tool call in it `turn1/call0`, a question to people about it
 * `turn1/call0/approval` (may it be made?) or `turn1/call0/outcome` (did it take effect?).
 */
export type TaskEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.started'; at: number; path: string; attempt: number }
  | ({
      type: 'step.succeeded';
      at: number;
      path: string;
      attempt: number;
      calls?: AskedCall[];
      /** Digest of what a call gave. */
      result?: string;
      /** The conversation lies in other hands. */
      moved?: boolean;
      /** Whether strangers may have written what the turn was reminded of. Of a call of a tool whose results may come from outside, false: this one does not. */
      outside?: boolean;
    } & Spent)
  | { type: 'step.suspended'; at: number; path: string; attempt: number; wait: TaskWait }
  /** The answer of people, or of the agent that was asked. */
  | ({
      type: 'step.resolved';
      at: number;
      path: string;
      port?: string;
      by?: string;
      result?: string;
      /** What the other agent answers rests on content of strangers. */
      outside?: boolean;
    } & Spent)
  /** A budget was raised: the turn is tried again. */
  | { type: 'step.granted'; at: number; path: string; attempt: number; grant: Record<string, unknown>; by?: string }
  /** What people say became of a call. */
  | { type: 'step.settled'; at: number; path: string; decision: 'happened' | 'repeat' | 'fail'; generation: number }
  | ({ type: 'step.failed'; at: number; path: string; attempt?: number; error: TaskError; outside?: boolean } & Spent)
  | { type: 'step.unknown'; at: number; path: string; attempt: number }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.pauseRequested'; at: number }
  | { type: 'run.resumeRequested'; at: number }
  | { type: 'run.cancelRequested'; at: number; reason?: string };

export type EventOf<T extends TaskEvent['type']> = Extract<TaskEvent, { type: T }>;

export interface ExecuteTaskStep {
  type: 'executeStep';
  path: string;
  attempt: number;
  generation: number;
  effect: DurableEffect;
  /** Number of the turn, from 1. */
  turn: number;
  /** Set for a tool call: which one of the turn. */
  call?: number;
  /** Set for a question to people about the call. */
  question?: QuestionKind;
  /** Set for a turn whose budget was raised. */
  grant?: Record<string, unknown>;
}

export type TaskCommand = ExecuteTaskStep | Exclude<DurableCommand, { type: 'executeStep' }>;

export type QuestionKind = 'approval' | 'outcome';

/** A question to people: being put to them, or waiting for their answer. */
export interface QuestionState {
  kind: QuestionKind;
  attempt: number;
  status: 'running' | 'waiting' | 'backoff';
  retryAt?: number;
  deadline?: number;
}

export interface CallState {
  id: string;
  tool: string;
  effect: DurableEffect;
  attempt: number;
  /** Attempts that failed in a row. */
  tries?: number;
  /** Raised when people say: repeat it. */
  generation?: number;
  /** held: the task is paused. asked: people are. waiting: for the agent that was asked. */
  status: 'held' | 'asked' | 'running' | 'waiting' | 'backoff' | 'done' | 'failed';
  problem?: string;
  misfit?: true;
  error?: TaskError;
  retryAt?: number;
  ask?: 'policy' | 'outside';
  decision?: 'approved' | 'rejected' | 'expired';
  question?: QuestionState;
  /** People said that it happened: its output is theirs. */
  settled?: boolean;
  outside?: boolean;
  handsOff?: boolean;
  moved?: boolean;
  child?: string;
  digest?: string;
  result?: string;
}

export interface TurnState {
  attempt: number;
  tries?: number;
  /** waiting: for a budget to be raised. */
  status: 'held' | 'running' | 'waiting' | 'backoff' | 'done';
  retryAt?: number;
  /** Until when people may raise the budget. */
  deadline?: number;
  grant?: Record<string, unknown>;
  grants?: number;
  /** It was reminded of what strangers may have written. */
  outside?: boolean;
  /** What the model is told before this turn. */
  note?: string;
  calls: CallState[];
}

/** Plain JSON. */
export interface TaskState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  turns: TurnState[];
  tokens: number;
  costMicros: number;
  paused?: boolean;
  /** When the time is over; absent while nothing but people is waited for, and while the task is paused. */
  deadlineAt?: number;
  /** Time that is left then. */
  leftMs?: number;
  /** How often the same call gave the same, by digests. */
  seen?: Record<string, number>;
  /** Tools whose arguments did not fit when they were called last. */
  misfits?: string[];
  /** The model has been told that it repeats itself. */
  warned?: boolean;
  /** The call whose answer is that of the task. */
  answeredBy?: string;
  error?: TaskError;
}

export type TaskLimits = Agent['limits'];
