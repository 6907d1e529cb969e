import { AppError } from '#libs/contracts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Outcomes that are remembered, and how many failures among them open the breaker: in a row, or of all of them. */
const remembered = 20;
const mostFailures = { inARow: 5, inAll: 10 };
/** How long an open breaker lets nobody through, ms: twice as long after each probe that failed. */
const openMs = { first: 5_000, longest: 120_000 };
/** A probe that never says how it went does not close the way for good. */
const probeMs = 120_000;

/** Keeps calls away from a model that does not answer, and lets one through from time to time to see whether it does again. */
export class Breaker {
  /** Latest last: whether the call failed. */
  private outcomes: boolean[] = [];
  private openFor = 0;
  private openUntil = 0;
  private probeUntil = 0;
  private restUntil = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): BreakerState {
    if (this.openFor === 0) return 'closed';
    return this.now() < this.openUntil ? 'open' : 'half-open';
  }

  /** Failures among the calls that are remembered. */
  get figures(): { calls: number; failures: number } {
    return { calls: this.outcomes.length, failures: this.outcomes.filter(Boolean).length };
  }

  /** Asked to wait by the provider itself: others are better now. */
  get resting(): boolean {
    return this.restUntil > this.now();
  }

  /** Takes the way through, or the place of the one probe. @returns 0, or how long it is closed, ms */
  enter(): number {
    if (this.openFor === 0) return 0;
    const now = this.now();
    const closedMs = Math.max(this.openUntil, this.probeUntil) - now;
    if (closedMs > 0) return closedMs;
    this.probeUntil = now + probeMs;
    return 0;
  }

  succeeded(): void {
    if (this.openFor > 0) this.outcomes = [];
    this.openFor = this.probeUntil = this.restUntil = 0;
    this.remember(false);
  }

  /** What says nothing about the model (a request that it refuses, a caller who left) leaves it as it was. */
  failed(error: unknown): void {
    if (AppError.is(error, 'MODEL_RATE_LIMITED')) this.restUntil = this.now() + (error.details.retryAfterMs ?? 1000);
    if (!isOutage(error)) return this.left();
    this.remember(true);
    if (this.openFor > 0 || this.isTooMuch()) this.open();
  }

  /** The call ended without a verdict. */
  left(): void {
    this.probeUntil = 0;
  }

  private open(): void {
    this.openFor = Math.min(Math.max(this.openFor * 2, openMs.first), openMs.longest);
    this.openUntil = this.now() + this.openFor;
    this.probeUntil = 0;
  }

  private remember(failed: boolean): void {
    this.outcomes.push(failed);
    if (this.outcomes.length > remembered) this.outcomes.shift();
  }

  private isTooMuch(): boolean {
    const inARow = this.outcomes.length - 1 - this.outcomes.lastIndexOf(false);
    return inARow >= mostFailures.inARow || this.figures.failures >= mostFailures.inAll;
  }
}

const isOutage = (error: unknown): boolean =>
  AppError.is(error, 'MODEL_UNAVAILABLE') ||
  AppError.is(error, 'DEADLINE_EXCEEDED') ||
  AppError.is(error, 'EGRESS_FAILED');
