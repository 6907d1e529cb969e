import { AppError } from '#libs/contracts';

export interface DeadlineSpec {
  /** Until the first piece of an answer, ms. */
  firstMs: number;
  /** Between two pieces, ms. */
  idleMs: number;
  /** Until the end of the answer, ms. */
  totalMs: number;
}

/** Below the time-out of a call between services (120 s), so that the answer to a late model is an error of ours. */
export const modelDeadlines: DeadlineSpec = { firstMs: 60_000, idleMs: 30_000, totalMs: 110_000 };

/** The deadlines of one call of a provider. `signal` aborts with DEADLINE_EXCEEDED that says which one passed, or with the caller's reason. */
export class Deadlines {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly total: NodeJS.Timeout;
  private waiting: NodeJS.Timeout;

  constructor(
    private readonly spec: DeadlineSpec,
    outer: AbortSignal,
  ) {
    this.signal = AbortSignal.any([outer, this.controller.signal]);
    this.total = this.timer(spec.totalMs, 'The model did not end its answer in time');
    this.waiting = this.timer(spec.firstMs, 'The model did not begin to answer in time');
  }

  /** A piece arrived. */
  readonly progress = (): void => {
    clearTimeout(this.waiting);
    this.waiting = this.timer(this.spec.idleMs, 'The model stopped in the middle of its answer');
  };

  /** The call is over. */
  end(): void {
    clearTimeout(this.total);
    clearTimeout(this.waiting);
  }

  private timer(ms: number, detail: string): NodeJS.Timeout {
    return setTimeout(() => this.controller.abort(new AppError('DEADLINE_EXCEEDED', { detail })), ms);
  }
}
