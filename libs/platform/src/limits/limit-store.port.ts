export interface Rate {
  /** How many at once, and how many per window in the long run. */
  limit: number;
  windowMs: number;
}

export interface Verdict {
  allowed: boolean;
  /** When the next one is allowed, in ms; 0 when this one was. */
  retryAfterMs: number;
}

/** Counts for rates and places. Each operation is atomic among all processes of the store; a place is a promise only where somebody has to be asked. */
export abstract class LimitStore {
  /**
   * Takes `cost` (at most all) from a bucket that holds `limit` and refills evenly over `windowMs`. A refused one takes nothing.
   */
  abstract take(key: string, rate: Rate, cost: number): Promise<Verdict>;
  /** Takes it whether it is there or not, or gives a negative `cost` back: what something cost in the end, beside what was thought. */
  abstract settle(key: string, rate: Rate, cost: number): Promise<void>;
  /** Takes a place until `leaseMs` from now, or renews it. False when all `limit` places are taken by others. */
  abstract enter(key: string, holder: string, limit: number, leaseMs: number): boolean | Promise<boolean>;
  abstract leave(key: string, holder: string): void | Promise<void>;
}
