import { AppError } from '#libs/contracts';
import type { Limits, Place } from '#libs/platform/limits';
import { FairQueue, type Waiter } from './fair-queue.js';

export interface GateRates {
  /** Calls at once, of all replicas together. */
  concurrent: number;
  tokensPerMinute?: number | undefined;
}

/** Leave to call a provider, until it is given back. */
export interface Permit {
  /** @param tokens what the call used in the end; what was thought before it when absent */
  leave(tokens?: number): void;
}

export interface Asked extends Waiter {
  /** That the call will use, as far as one can know. */
  tokens: number;
  /** How long the place counts as taken when this process dies, ms. */
  leaseMs: number;
  signal: AbortSignal;
}

interface Waiting extends Asked {
  admit: (permit: Permit) => void;
  refuse: (error: unknown) => void;
}

interface TakenTokens {
  rate: { limit: number; windowMs: number };
  tokens: number;
}
type Taken = { permit: Permit } | { retryMs: number };

export const gateBounds = { total: 2_000, perCompany: 500, longestWaitMs: 20_000 };
/** How soon a place is looked for again that another replica may have given back, ms. */
const lookAgainMs = 40;
const minuteMs = 60_000;

/**
 * Lets calls of one key through: so many at once, so many tokens a minute. Places and tokens are shared by all replicas; who must wait
 * here waits in a fair line of this replica, for a bounded time.
 */
export class Gate {
  private readonly queue = new FairQueue<Waiting>(gateBounds);
  private serving = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly key: string,
    private readonly limits: Limits,
    /** Read at each call: a change of the settings counts at once. */
    public rates: GateRates,
  ) {}

  get waiting(): number {
    return this.queue.size;
  }

  /** @throws MODEL_BUSY with `retryAfterMs` when the line is full or nobody's turn came in time; the signal's reason */
  enter(asked: Asked): Permit | Promise<Permit> {
    asked.signal.throwIfAborted();
    if (this.queue.size > 0) return this.wait(asked);
    const taking = this.take(asked);
    const given = (taken: Taken) => ('permit' in taken ? taken.permit : this.wait(asked));
    return taking instanceof Promise ? taking.then(given) : given(taking);
  }

  private async wait(asked: Asked): Promise<Permit> {
    let end = (): void => undefined;
    try {
      return await new Promise<Permit>((admit, refuse) => {
        const waiting: Waiting = { ...asked, admit, refuse };
        if (!this.queue.add(waiting)) return refuse(busy(gateBounds.longestWaitMs / 4));
        const late = setTimeout(() => refuse(busy(gateBounds.longestWaitMs)), gateBounds.longestWaitMs);
        const left = (): void => refuse(asked.signal.reason);
        asked.signal.addEventListener('abort', left, { once: true });
        end = () => {
          clearTimeout(late);
          asked.signal.removeEventListener('abort', left);
          this.queue.remove(waiting);
        };
        void this.serve();
      });
    } finally {
      end();
    }
  }

  /** One at a time: whose turn it is gets the next place, however long that takes. */
  private async serve(): Promise<void> {
    if (this.serving) return;
    this.serving = true;
    try {
      for (let next = this.queue.first(); next; next = this.queue.first()) {
        const taken = await this.take(next);
        if (!('permit' in taken)) await this.pause(taken.retryMs);
        else if (this.queue.remove(next, { served: true })) next.admit(taken.permit);
        // He left meanwhile.
        else taken.permit.leave(0);
      }
    } finally {
      this.serving = false;
    }
  }

  private take({ tokens, leaseMs }: Asked): Taken | Promise<Taken> {
    const place = this.limits.enter(`calls:${this.key}`, { limit: this.rates.concurrent, leaseMs });
    return place instanceof Promise ? place.then((found) => this.at(found, tokens)) : this.at(place, tokens);
  }

  /** Tokens too, where they are limited. */
  private at(place: Place | undefined, tokens: number): Taken | Promise<Taken> {
    if (!place) return { retryMs: lookAgainMs };
    const { tokensPerMinute } = this.rates;
    if (tokensPerMinute === undefined) return { permit: this.permit(place) };
    return this.withTokens(place, { rate: { limit: tokensPerMinute, windowMs: minuteMs }, tokens });
  }

  private async withTokens(place: Place, wanted: TakenTokens): Promise<Taken> {
    const { allowed, retryAfterMs } = await this.limits.take(`tokens:${this.key}`, wanted.rate, wanted.tokens);
    if (allowed) return { permit: this.permit(place, wanted) };
    await place.leave();
    return { retryMs: Math.min(retryAfterMs, 1000) };
  }

  private permit(place: Place, taken?: TakenTokens): Permit {
    let open = true;
    return {
      leave: (tokens) => {
        if (!open) return;
        open = false;
        const leaving = place.leave();
        if (leaving) void leaving.then(() => this.wake());
        else this.wake();
        if (taken && tokens !== undefined && tokens !== taken.tokens)
          void this.limits.settle(`tokens:${this.key}`, taken.rate, tokens - taken.tokens);
      },
    };
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const busy = (retryAfterMs: number) => new AppError('MODEL_BUSY', { retryAfterMs });
