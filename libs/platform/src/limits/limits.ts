import type { Logger } from '#libs/platform/logging';
import { randomUUID } from 'node:crypto';
import type { LimitStore, Rate, Verdict } from './limit-store.port.js';
import { MemoryLimitStore } from './memory-limit-store.js';

const warnEveryMs = 10_000;

/** A place under a limit, until its lease ends. */
export interface Place {
  /** Extends the lease. False when it had ended and somebody else took the place. */
  renew(): Promise<boolean>;
  leave(): void | Promise<void>;
}

interface Bound {
  limit: number;
  leaseMs: number;
}

/**
 * Limits shared by all replicas of a service. While the shared store is gone each process limits by itself: the platform
 * stays open, at most as many times wider as there are processes.
 */
export class Limits {
  private readonly own = new MemoryLimitStore();
  private readonly process = randomUUID();
  private holders = 0;
  private warnedAt = -Infinity;

  constructor(
    private readonly store: LimitStore,
    /** Keeps the services apart. */
    private readonly prefix: string,
    private readonly logger: Logger,
  ) {}

  /**
   * One more under `key`, or as much as `cost` says, if the rate allows it: `limit` at once, refilled evenly over `windowMs`. Never
   * throws for a store's fault.
   */
  take(key: string, rate: Rate, cost = 1): Promise<Verdict> {
    if (!(rate.limit > 0 && rate.windowMs > 0)) throw new RangeError(`no rate: ${rate.limit} in ${rate.windowMs} ms`);
    return Promise.resolve(this.orOwn((store) => store.take(this.prefix + key, rate, cost)));
  }

  /** Takes what something cost beyond what was taken for it, or gives back (negative) what it did not. */
  settle(key: string, rate: Rate, cost: number): Promise<void> {
    return Promise.resolve(this.orOwn((store) => store.settle(this.prefix + key, rate, cost)));
  }

  /** One of `limit` places, or undefined when all are taken. A holder that dies frees his at the end of its lease. */
  enter(key: string, { limit, leaseMs }: Bound): Place | undefined | Promise<Place | undefined> {
    const [name, holder] = [this.prefix + key, `${this.process}:${++this.holders}`];
    const take = () => this.orOwn((store) => store.enter(name, holder, limit, leaseMs));
    const place: Place = {
      renew: async () => take(),
      leave: () => this.orOwn((store) => store.leave(name, holder)),
    };
    const taken = take();
    if (taken instanceof Promise) return taken.then((isTaken) => (isTaken ? place : undefined));
    return taken ? place : undefined;
  }

  private orOwn<T>(ask: (store: LimitStore) => T | Promise<T>): T | Promise<T> {
    const answer = ask(this.store);
    return answer instanceof Promise ? answer.catch((error: unknown) => this.instead(error, ask)) : answer;
  }

  private instead<T>(error: unknown, ask: (store: LimitStore) => T | Promise<T>): T | Promise<T> {
    if (performance.now() - this.warnedAt > warnEveryMs) {
      this.warnedAt = performance.now();
      this.logger.warn({ error }, 'the shared limits are not reachable, limiting in this process alone');
    }
    return ask(this.own);
  }
}
