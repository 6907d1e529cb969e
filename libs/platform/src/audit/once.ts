/** Keys remembered; beyond it the oldest are forgotten, and may be told twice. */
const most = 10_000;

/** Tells the first of many alike, for a while. */
export class Once {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly forMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  isFirst(key: string): boolean {
    const now = this.now();
    const until = this.seen.get(key);
    if (until !== undefined && now < until) return false;
    this.seen.delete(key);
    this.seen.set(key, now + this.forMs);
    for (const [oldest, end] of this.seen) {
      if (this.seen.size <= most && end > now) break;
      this.seen.delete(oldest);
    }
    return true;
  }
}
