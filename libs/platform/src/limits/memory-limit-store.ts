import { LRUCache } from 'lru-cache';
import { LimitStore, type Rate, type Verdict } from './limit-store.port.js';

/** Buckets that are kept; the one used longest ago is forgotten first, which lets a caller through rather than keep him out. */
const bucketBound = 100_000;

/** Limits within one process. */
export class MemoryLimitStore extends LimitStore {
  /** When each bucket will be full again: all that a leaky bucket must remember (the generic cell rate algorithm). */
  private readonly fullAt = new LRUCache<string, number>({ max: bucketBound });
  private readonly places = new Map<string, Map<string, number>>();

  constructor(private readonly now: () => number = () => performance.now()) {
    super();
  }

  async take(key: string, { limit, windowMs }: Rate, cost: number): Promise<Verdict> {
    const now = this.now();
    const fullAt = Math.max(this.fullAt.get(key) ?? 0, now) + (windowMs / limit) * Math.min(cost, limit);
    const retryAfterMs = Math.ceil(fullAt - windowMs - now - 1e-6);
    if (retryAfterMs > 0) return { allowed: false, retryAfterMs };
    this.fullAt.set(key, fullAt);
    return { allowed: true, retryAfterMs: 0 };
  }

  async settle(key: string, { limit, windowMs }: Rate, cost: number): Promise<void> {
    this.fullAt.set(key, Math.max(this.fullAt.get(key) ?? 0, this.now()) + (windowMs / limit) * cost);
  }

  enter(key: string, holder: string, limit: number, leaseMs: number): boolean {
    const now = this.now();
    const holders = this.places.get(key) ?? new Map<string, number>();
    for (const [other, end] of holders) if (end <= now) holders.delete(other);
    if (!holders.has(holder) && holders.size >= limit) return false;
    this.places.set(key, holders.set(holder, now + leaseMs));
    return true;
  }

  leave(key: string, holder: string): void {
    const holders = this.places.get(key);
    holders?.delete(holder);
    if (holders?.size === 0) this.places.delete(key);
  }
}
