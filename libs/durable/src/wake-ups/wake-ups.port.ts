/** Stops what was started. */
export interface Closeable {
  close(): Promise<void>;
}

/**
 * Hints that a run can make progress. They may be lost, doubled or late: SQL is the truth and the reconciler reads it again.
 * Nothing here may throw because the transport is gone, nor wait for its return.
 */
export abstract class WakeUps implements Closeable {
  /** `wake` is the run's wake number: the same run and number is one hint. `at`: epoch ms, not before. */
  abstract wake(runId: string, wake: number, at?: number): void;
  /** A hint is done when `handle` resolves, which it does once the lease is taken or nothing is to be done. */
  abstract onWake(handle: (runId: string) => Promise<void>): Closeable;
  abstract close(): Promise<void>;
}
