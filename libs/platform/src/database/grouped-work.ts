import { AsyncResource } from 'node:async_hooks';
import { assertNoTransaction } from './transaction-scope.js';

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export interface GroupedWorkOptions<T, R> {
  /** Reads or writes for a group at once: a result for each, in the same order. */
  work: (items: readonly T[]) => Promise<R[]>;
  /** Groups under way at once. */
  lanes: number;
  largest: number;
  /**
   * The work stops the process, as SQLite does. After a group of several the next waits three times as long as that one took, and eight times in a
   * process that never rests: who could not come up meanwhile joins it, instead of being stopped again and again on his way.
   */
  stops?: boolean;
  /** Whether the process has not rested since it was last asked. For tests. */
  isRestless?: () => boolean;
}

/** How long a group waits for company, in times that the one before took, and at most, ms. */
const gathering = { times: 3, restless: 8, longest: 10 };
/** A process that does something for so much of the time does not rest: what waits in it costs nobody time. */
const restless = 0.9;

/**
 * One statement or commit for all who come together: who waits while a group is at work is the next group. What fails together is done
 * again one by one, so that one that is refused fails alone.
 */
export class GroupedWork<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private underWay = 0;
  private scheduled = false;
  /** When the next group begins at the earliest. */
  private notBefore = 0;
  /** A group belongs to none of its requests: neither to their logs and traces nor to their transactions. */
  private readonly own = new AsyncResource('GroupedWork', { requireManualDestroy: true });

  private readonly isRestless: () => boolean;

  constructor(private readonly options: GroupedWorkOptions<T, R>) {
    this.isRestless = options.isRestless ?? restlessness();
  }

  /** @throws Error inside a transaction, which could not see what the group does */
  add(item: T): Promise<R> {
    assertNoTransaction('Work that is shared with other requests');
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.isReady()) this.own.runInAsyncScope(() => this.schedule());
    });
  }

  private isReady(): boolean {
    return !this.scheduled && this.underWay < this.options.lanes && this.waiting.length > 0;
  }

  private schedule(): void {
    if (!this.isReady()) return;
    this.scheduled = true;
    // Lets everybody who is ready in this turn of the event loop join.
    const waitMs = this.notBefore - performance.now();
    if (waitMs > 0) setTimeout(() => this.begin(), waitMs);
    else setImmediate(() => this.begin());
  }

  private begin(): void {
    this.scheduled = false;
    const group = this.waiting.splice(0, this.options.largest);
    const began = performance.now();
    this.underWay += 1;
    void this.work(group).finally(() => {
      this.underWay -= 1;
      if (this.options.stops && group.length > 1) {
        const now = performance.now();
        const times = this.isRestless() ? gathering.restless : gathering.times;
        this.notBefore = now + Math.min((now - began) * times, gathering.longest);
      }
      this.schedule();
    });
    this.schedule();
  }

  private async work(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.options.work(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      if (group.length > 1) for (const one of group) await this.work([one]);
      else group[0]?.reject(error);
    }
  }
}

function restlessness(): () => boolean {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization >= restless;
  };
}
