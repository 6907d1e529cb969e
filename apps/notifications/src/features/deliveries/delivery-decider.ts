import type { DurableCommand } from '#libs/durable';

export const sendPath = 'send';

export interface SendError {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

export type DeliveryEvent =
  | { type: 'run.started'; at: number }
  | { type: 'step.succeeded'; at: number; path: string; attempt: number }
  | { type: 'step.failed'; at: number; path: string; attempt: number; error: SendError }
  | { type: 'timer.fired'; at: number; path: string; timer: string; attempt: number }
  | { type: 'run.cancelRequested'; at: number };

/** Plain JSON. */
export interface DeliveryState {
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  attempt: number;
  /** Set while the next attempt is waited for. */
  retryAt?: number;
  error?: SendError;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses between attempts, those of Standard Webhooks ("Deliverability and reliability"). */
const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** One act with retries over days. Sent under one key, so a repeat can be told by the receiver. */
export class DeliveryDecider {
  readonly version = 1;

  initial(): DeliveryState {
    return { status: 'waiting', attempt: 0 };
  }

  status(state: DeliveryState) {
    return state.status === 'running' && state.retryAt !== undefined ? ('waiting' as const) : state.status;
  }

  outstanding(state: DeliveryState): DurableCommand[] {
    if (state.status !== 'running') return [];
    return [state.retryAt === undefined ? send(state.attempt) : retryTimer(state.attempt, state.retryAt)];
  }

  decide(state: DeliveryState, event: DeliveryEvent): { state: DeliveryState; commands: DurableCommand[] } {
    const isOver = state.status !== 'running' && state.status !== 'waiting';
    const isStale = 'attempt' in event && event.attempt !== state.attempt;
    if (isOver || isStale) return { state, commands: [] };
    return this.react(state, event);
  }

  private react(state: DeliveryState, event: DeliveryEvent) {
    switch (event.type) {
      case 'run.started':
        return state.status === 'waiting' ? go({ status: 'running', attempt: 1 }, send(1)) : { state, commands: [] };
      case 'step.succeeded':
        return go({ status: 'succeeded', attempt: state.attempt }, { type: 'finishRun', status: 'succeeded' });
      case 'step.failed':
        return this.failed(state, event);
      case 'timer.fired':
        return state.retryAt === undefined
          ? { state, commands: [] }
          : go({ status: 'running', attempt: state.attempt }, send(state.attempt));
      case 'run.cancelRequested':
        return go({ status: 'cancelled', attempt: state.attempt }, { type: 'finishRun', status: 'cancelled' });
    }
  }

  private failed(state: DeliveryState, { at, error }: Extract<DeliveryEvent, { type: 'step.failed' }>) {
    const pause = pauses[state.attempt - 1];
    if (error.retry === 'never' || pause === undefined) {
      return go({ status: 'failed', attempt: state.attempt, error }, { type: 'finishRun', status: 'failed', error });
    }
    const retryAt = at + Math.max(pause, error.retryAfterMs ?? 0);
    const attempt = state.attempt + 1;
    return go({ status: 'running', attempt, retryAt }, retryTimer(attempt, retryAt));
  }
}

const go = (state: DeliveryState, command: DurableCommand) => ({ state, commands: [command] });
const send = (attempt: number): DurableCommand => ({
  type: 'executeStep',
  path: sendPath,
  attempt,
  generation: 1,
  effect: 'idempotent',
  timeoutMs: 60_000,
});
const retryTimer = (attempt: number, at: number): DurableCommand => ({
  type: 'startTimer',
  path: sendPath,
  timer: 'retry',
  attempt,
  at,
});
