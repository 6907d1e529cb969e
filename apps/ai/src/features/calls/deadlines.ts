import type { ProviderCall } from '#libs/catalog/providers/defs';
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
export class Deadlines implements ProviderCall {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  /** One for all deadlines: it looks at each, and most calls are over before it does. */
  private timer: NodeJS.Timeout;
  private readonly endAt: number;
  /** Since when the next piece is waited for. */
  private since = performance.now();
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
    const { firstMs, idleMs, totalMs } = spec;
    this.endAt = this.since + totalMs;
    this.timer = setTimeout(this.look, Math.min(firstMs, idleMs, totalMs));
  }

  /** A piece arrived. Until `waitOn` the time is that of whoever reads it: a slow reader is no fault of the model. */
  arrived(): void {
    this.held = true;
    this.begun = true;
  }

  /** The next piece is waited for. */
  waitOn(): void {
    this.held = false;
    this.since = performance.now();
  }

  /** Whoever asked the provider leaves before the end. */
  leave(reason: Error): void {
    this.controller.abort(reason);
  }

  /** The call is over. */
  end(): void {
    this.outer.removeEventListener('abort', this.left);
    clearTimeout(this.timer);
  }

  private readonly look = (): void => {
    const now = performance.now();
    const { firstMs, idleMs } = this.spec;
    const waitedAt = this.held ? now + idleMs : this.since + (this.begun ? idleMs : firstMs);
    const nextMs = Math.min(this.endAt, waitedAt) - now;
    // A timer may be early by a part of a millisecond. And the first piece may come any time: then the next one is waited for no longer than `idleMs`.
    if (nextMs >= 1) this.timer = setTimeout(this.look, Math.min(nextMs, idleMs));
    else if (this.endAt <= waitedAt) this.pass('The model did not end its answer in time');
    else if (this.begun) this.pass('The model stopped in the middle of its answer');
    else this.pass('The model did not begin to answer in time');
  };

  private pass(detail: string): void {
    this.controller.abort(new AppError('DEADLINE_EXCEEDED', { detail }));
  }
}
