/** Stops what was started. */
export interface Closeable {
  close(): Promise<void>;
}

/** Hints on their way. */
export interface HintCounts {
  waiting: number;
  /** Being handled. */
  active: number;
  /** Not before their time. */
  delayed: number;
  /** Kept because their handler failed. */
  failed: number;
}

/** Later hints are left to the reconciler, which is as punctual to a second. */
export const farthestHintMs = 3_600_000;

/**
 * One hint per run and wake number: a bare run id would drop a wake while an earlier one is handled. The hint of a timer is one of its
 * own, so that a wake by something else meanwhile is not taken for it. Without ":", which BullMQ forbids.
 */
export const hintId = (runId: string, wake: number, isTimer: boolean): string =>
  `${runId}-${wake}${isTimer ? '-due' : ''}`;

/**
 * Hints that a run can make progress. They may be lost, doubled or late: SQL is the truth and the reconciler reads it again.
 * Nothing here may throw because the transport is gone, nor wait for its return.
 */
export abstract class WakeUps implements Closeable {
  /**
   * `wake` is the run's wake number: the same run and number is one hint. `at`: epoch ms, not before. `line`: only who listens to that
   * line hears of it.
   */
  abstract wake(runId: string, wake: number, at?: number, line?: string): void;
  /**
   * A hint is done when `handle` resolves, which it does once the lease is taken or nothing is to be done.
   * @param lines hears of hints of these lines alone; without it of those that have none
   */
  abstract onWake(handle: (runId: string) => Promise<void>, lines?: readonly string[]): Closeable;
  /** Hints that have no line and those of these lines together; undefined while the transport does not answer. */
  abstract counts(lines: readonly string[]): Promise<HintCounts | undefined>;
  /** Drops what is waiting and hints no more. */
  abstract close(): Promise<void>;
}
