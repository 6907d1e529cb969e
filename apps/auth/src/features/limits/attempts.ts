import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Limits, type Rate } from '#libs/platform/limits';

const minute = 60_000;
const per = (limit: number, minutes: number): Rate => ({ limit, windowMs: minutes * minute });

/** How often something may be tried: from one address of the network, and for one account. */
const rates = {
  'sign-up': { from: per(60, 60) },
  'log-in': { from: per(100, 5), as: per(10, 5) },
  'forgot-password': { from: per(30, 60), as: per(5, 60) },
  'reset-password': { from: per(60, 60) },
  /** An administrator makes a link for somebody. */
  'reset-link': { as: per(10, 60) },
  'verify-email': { from: per(60, 60) },
  /** Looking for, and going to, an identity provider. */
  discover: { from: per(60, 5) },
  'send-verification': { as: per(5, 60) },
  /** Proving who one is while signed in: with the password, or a code. */
  prove: { as: per(10, 5) },
} as const satisfies Record<string, { from?: Rate; as?: Rate }>;

export type Attempt = keyof typeof rates;

/** Slows guessing down, whoever guesses and whatever is guessed. Shared by all replicas where there is Redis. */
@Injectable()
export class Attempts {
  constructor(private readonly limits: Limits) {}

  /**
   * One more attempt. Counted before anything is looked up, so that the answer tells nothing about an account.
   * @throws RATE_LIMITED with the time to wait
   */
  async take(attempt: Attempt, { address, account }: { address?: string; account?: string }): Promise<void> {
    const { from, as }: { from?: Rate; as?: Rate } = rates[attempt];
    if (from && address !== undefined) await this.one(`${attempt}:from:${address}`, from);
    if (as && account !== undefined) await this.one(`${attempt}:as:${account}`, as);
  }

  private async one(key: string, rate: Rate): Promise<void> {
    const { allowed, retryAfterMs } = await this.limits.take(key, rate);
    if (!allowed)
      throw new AppError('RATE_LIMITED', { detail: 'Too many attempts. Wait a little, then try again.', retryAfterMs });
  }
}
