import { takes, type LivingWorker, type Serving } from '../store/serving.js';

/**
 * Groups that have workers of their own: whose runs this process leaves to them, how many places these runs have, and where hints for
 * them go. As old as the reconciler's last look.
 */
export class ServedGroups {
  private effective: Serving;
  private apart: ReadonlyMap<string, number> = new Map();
  private served: ReadonlySet<string> = new Set();

  constructor(readonly own: Serving) {
    this.effective = own;
  }

  /** What this process takes now: its own groups, or all but those that have living workers of their own. */
  get serving(): Serving {
    return this.effective;
  }

  /**
   * Groups whose runs count against the room of their own workers and not against the places of their company: a long line of theirs
   * delays nobody else's. One that no living worker takes has no place at all, until one comes.
   */
  get places(): ReadonlyMap<string, number> {
    return this.apart;
  }

  takes(group: string | null): boolean {
    return takes(this.effective, group);
  }

  /** The line that its own workers listen to; undefined: anybody may take it. */
  lineOf(group: string | null): string | undefined {
    return group !== null && this.served.has(group) ? group : undefined;
  }

  see(living: readonly LivingWorker[]): void {
    const workers = living.filter(({ capacity }) => capacity > 0);
    const named = new Set(workers.flatMap(({ serving }) => [...(serving.only ?? []), ...(serving.except ?? [])]));
    if (named.size === 0) return this.nobodyServes();
    const apart = new Map<string, number>();
    const served = new Set<string>();
    for (const group of named) {
      const own = workers.filter(({ serving }) => serving.only?.includes(group));
      if (own.length > 0) served.add(group);
      if (own.length > 0 || !workers.some(({ serving }) => takes(serving, group)))
        apart.set(
          group,
          own.reduce((sum, { capacity }) => sum + capacity, 0),
        );
    }
    this.apart = apart;
    this.served = served;
    this.effective = this.own.only ? this.own : { except: [...new Set([...(this.own.except ?? []), ...served])] };
  }

  private nobodyServes(): void {
    if (this.apart.size > 0) this.apart = new Map();
    if (this.served.size > 0) this.served = new Set();
    this.effective = this.own;
  }
}
