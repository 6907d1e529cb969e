import { AppError, type AiUsage } from '#libs/contracts';
import type { Attempt, ProviderPart } from './attempt.js';
import type { Breaker } from './breaker.js';
import type { CallLimits } from './call-limits.js';
import type { DeadlineSpec } from './deadlines.js';
import type { Permit } from './gate.js';
import type { Receipts } from './receipts.js';
import type { Routed } from './routing.js';

type End = Extract<ProviderPart, { type: 'end' }>;
/** As of a provider, with what the call cost instead of bare tokens. */
export type PaidPart = Exclude<ProviderPart, End> | (Pick<End, 'type' | 'finish'> & { usage: AiUsage });

/** Why a candidate did not answer, and whether it was asked at all. */
export interface Failure {
  error: unknown;
  asked: boolean;
}

/** One attempt between its breaker, its limits and its receipt: let in, paid for or failed, and left. */
export class Turn {
  private permit: Permit | undefined;
  private broken: { error: unknown } | undefined;

  constructor(
    private readonly call: Routed,
    readonly attempt: Attempt,
    private readonly breaker: Breaker,
    private readonly limits: CallLimits,
    private readonly receipts: Receipts,
  ) {}

  /** Takes the way through the breaker. @returns why the model is not asked now */
  closed(): Failure | undefined {
    const closedMs = this.breaker.enter();
    return closedMs > 0 ? { error: leftAlone(this.attempt, closedMs), asked: false } : undefined;
  }

  /** Waits for a place, where one has to. @throws MODEL_BUSY, the reason of the asking's signal */
  enter({ totalMs }: DeadlineSpec): void | Promise<void> {
    const { asking, tokens } = this.call;
    const permit = this.limits.enter(asking, this.attempt.target, tokens.expected, totalMs);
    if (permit instanceof Promise) return permit.then((given) => void (this.permit = given));
    this.permit = permit;
  }

  /** It answered: written down and committed. */
  async paid({ finish }: End): Promise<PaidPart> {
    this.breaker.succeeded();
    return { type: 'end', finish, usage: await this.receipts.paid(this.call, this.attempt) };
  }

  /** @returns why it may be asked again, or another. @throws what ends the call */
  async failed(error: unknown): Promise<Failure> {
    const { attempt, call, permit } = this;
    call.asking.signal.throwIfAborted();
    // It is paid for: that it could not be written down, or read, is no reason to ask again.
    if (attempt.answered) throw error;
    this.broken = { error };
    if (permit) this.breaker.failed(error);
    if (attempt.shown) throw error;
    if (permit) await this.receipts.failed(call, attempt, error);
    return { error, asked: permit !== undefined };
  }

  /** The attempt is over, however it ended. A promise only where something is left to write down. */
  leave(): void | Promise<void> {
    const { attempt, broken, permit } = this;
    permit?.leave(attempt.used);
    if (!attempt.answered && (!broken || !permit)) this.breaker.left();
    // Begun and never ended: the caller left, or it broke off before his eyes. It is paid for all the same.
    const isCut = !attempt.answered && attempt.firstMs !== undefined && (!broken || attempt.shown);
    return isCut ? this.receipts.cut(this.call, attempt, broken?.error) : undefined;
  }
}

const leftAlone = ({ target }: Attempt, retryAfterMs: number): AppError =>
  new AppError('MODEL_UNAVAILABLE', {
    detail: `${target.id} did not answer several times and is left alone for a while`,
    retryAfterMs: Math.ceil(retryAfterMs),
  });
