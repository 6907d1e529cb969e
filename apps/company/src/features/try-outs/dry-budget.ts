export type Bound = 'steps' | 'time' | 'size';

/** The dry run has come to one of its own bounds. */
export class Stopped extends Error {
  constructor(readonly by: Bound) {
    super(`The dry run was stopped: ${by}`);
  }
}

export interface DryLimits {
  /** Attempts of steps, those of called workflows included. */
  steps: number;
  /** Milliseconds of real time. */
  ms: number;
  /** Bytes of all outputs as JSON. */
  bytes: number;
}

export const dryLimits: DryLimits = { steps: 2000, ms: 10_000, bytes: 32 * 1024 * 1024 };

/** What a dry run may use up, together with the workflows that it calls. */
export class DryBudget {
  readonly signal: AbortSignal;
  private steps = 0;
  private bytes = 0;

  constructor(private readonly limits: DryLimits = dryLimits) {
    this.signal = AbortSignal.timeout(limits.ms);
  }

  /** Before each attempt; lets others have their turn of the event loop now and then. @throws Stopped */
  async step(): Promise<void> {
    if (this.steps++ % 50 === 0) await new Promise(setImmediate);
    if (this.steps > this.limits.steps) throw new Stopped('steps');
    if (this.signal.aborted) throw new Stopped('time');
  }

  /** A value as it would come back from the database. @throws Stopped */
  keep(value: unknown): unknown {
    const json = JSON.stringify(value ?? null) ?? 'null';
    this.bytes += Buffer.byteLength(json);
    if (this.bytes > this.limits.bytes) throw new Stopped('size');
    return JSON.parse(json) as unknown;
  }
}
