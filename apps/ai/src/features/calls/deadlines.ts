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

/** Those that a call sets, the others as `usual`; none is longer than the whole. */
export function deadlinesOf(set: Partial<DeadlineSpec> | undefined, usual: DeadlineSpec): DeadlineSpec {
  if (!set) return usual;
  const { firstMs, idleMs, totalMs } = { ...usual, ...set };
  return { firstMs: Math.min(firstMs, totalMs), idleMs: Math.min(idleMs, totalMs), totalMs };
}

/** The deadlines of one call of a provider. `signal` aborts with DEADLINE_EXCEEDED that says which one passed, or with the caller's reason. */
export class Deadlines {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly total: NodeJS.Timeout;
  private waiting: NodeJS.Timeout;
  private begun = false;
  private held = false;
  private readonly left = (): void => this.controller.abort(this.outer.reason);

  constructor(
    private readonly spec: DeadlineSpec,
    private readonly outer: AbortSignal,
  ) {
    this.signal = this.controller.signal;
    if (outer.aborted) this.left();
    else outer.addEventListener('abort', this.left, { once: true });
    this.total = setTimeout(() => this.pass('The model did not end its answer in time'), spec.totalMs);
    this.waiting = setTimeout(() => this.pass('The model did not begin to answer in time'), spec.firstMs);
  }

  /** A piece arrived. Until `waitOn` the time is that of whoever reads it: a slow reader is no fault of the model. */
  arrived(): void {
    this.held = true;
    if (this.begun) return;
    this.begun = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(
      () => this.held || this.pass('The model stopped in the middle of its answer'),
      this.spec.idleMs,
    );
  }

  /** The next piece is waited for. */
  waitOn(): void {
    this.held = false;
    this.waiting.refresh();
  }

  /** The call is over. */
  end(): void {
    this.outer.removeEventListener('abort', this.left);
    clearTimeout(this.total);
    clearTimeout(this.waiting);
  }

  private pass(detail: string): void {
    this.controller.abort(new AppError('DEADLINE_EXCEEDED', { detail }));
  }
}
