import type { DurableCommand, DurableEffect } from '#libs/durable';
import type { Agent } from '#libs/contracts';

/** One tool call that a turn asked for. `problem`: it will not be made, and why; the model is told. */
export interface AskedCall {
  id: string;
  tool: string;
  effect: DurableEffect;
  problem?: string;
}

export interface TaskError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

/** What happened to a task. A turn is a step `turn1`, a tool call in it `turn1/call0`. */
export type TaskEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.started'; at: number; path: string; attempt: number }
  | {
      type: 'step.succeeded';
      at: number;
      path: string;
      attempt: number;
      calls?: AskedCall[];
      tokens?: number;
      costMicros?: number;
    }
  | { type: 'step.failed'; at: number; path: string; attempt: number; error: TaskError }
  | { type: 'step.unknown'; at: number; path: string; attempt: number }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.cancelRequested'; at: number; reason?: string };

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
}

export type TaskCommand = ExecuteTaskStep | Exclude<DurableCommand, { type: 'executeStep' }>;

export interface CallState {
  id: string;
  tool: string;
  effect: DurableEffect;
  attempt: number;
  status: 'running' | 'backoff' | 'done' | 'failed';
  problem?: string;
  error?: TaskError;
  retryAt?: number;
}

export interface TurnState {
  attempt: number;
  status: 'running' | 'backoff' | 'done';
  retryAt?: number;
  calls: CallState[];
}

/** Plain JSON. */
export interface TaskState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  turns: TurnState[];
  tokens: number;
  costMicros: number;
  deadlineAt?: number;
  error?: TaskError;
}

export type TaskLimits = Agent['limits'];
