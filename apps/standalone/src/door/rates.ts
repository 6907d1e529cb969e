import { LRUCache } from 'lru-cache';
import type { DoorRate } from '#libs/contracts';

/** Addresses that are remembered, of each rate; the longest silent one is forgotten first. */
const mostAddresses = 50_000;

/** How often one address may ask, as nginx's `limit_req … nodelay` counts: what is above the rate, and at most `burst` of it. */
export class Rates {
  private readonly kinds: { rate: DoorRate; paths: RegExp; above: LRUCache<string, { count: number; at: number }> }[];

  constructor(
    rates: readonly DoorRate[],
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.kinds = rates.map((rate) => ({
      rate,
      paths: new RegExp(rate.paths),
      above: new LRUCache({ max: mostAddresses }),
    }));
  }

  /** Counts a request. @returns whether it may go on */
  take(address: string, path: string): boolean {
    return this.kinds.every(({ rate, paths, above }) => {
      if (!paths.test(path)) return true;
      const at = this.clock();
      const last = above.get(address);
      const count = last ? Math.max(0, last.count - ((at - last.at) / 1000) * rate.perSecond + 1) : 0;
      if (count > rate.burst) return false;
      above.set(address, { count, at });
      return true;
    });
  }
}
