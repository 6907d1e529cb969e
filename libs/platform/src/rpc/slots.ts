/** Places for requests in work. A replica takes no more requests from the queue than it has places. */
export class Slots {
  private used = 0;
  private readonly listeners = new Set<() => void>();

  constructor(readonly size: number) {}

  get free(): number {
    return this.size - this.used;
  }

  get inUse(): number {
    return this.used;
  }

  occupy(): void {
    this.used += 1;
  }

  release(): void {
    this.used -= 1;
    this.wake();
  }

  /** Calls back after each release and `wake`. Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves at once when a place is free, else at the next change. */
  whenFree(): Promise<void> {
    return this.free > 0 ? Promise.resolve() : this.nextChange();
  }

  /** Resolves when no place is in use (true), or after `ms` (false). */
  async whenIdle(ms: number): Promise<boolean> {
    const end = performance.now() + ms;
    while (this.used > 0) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await this.nextChange(left);
    }
    return true;
  }

  /** Lets everybody who waits look again. */
  wake(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private nextChange(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      const off = this.onChange(done);
      function done(): void {
        clearTimeout(timer);
        off();
        resolve();
      }
    });
  }
}
