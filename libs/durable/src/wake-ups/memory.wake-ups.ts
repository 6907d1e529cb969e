import { farthestHintMs, hintId, WakeUps, type Closeable } from './wake-ups.port.js';

/** Wake-ups inside one process. A hint that nobody listens to is kept until somebody does. */
export class MemoryWakeUps extends WakeUps {
  private readonly handlers: ((runId: string) => Promise<void>)[] = [];
  private readonly pending = new Map<string, string>();
  private readonly delayed = new Map<string, NodeJS.Timeout>();
  private turn = 0;
  private scheduled = false;
  private closed = false;

  wake(runId: string, wake: number, at?: number): void {
    const wait = at === undefined ? 0 : at - Date.now();
    if (this.closed || wait > farthestHintMs) return;
    const id = hintId(runId, wake, wait > 0);
    if (wait <= 0) return this.enqueue(id, runId);
    if (this.delayed.has(id)) return;
    const timer = setTimeout(() => {
      this.delayed.delete(id);
      this.enqueue(id, runId);
    }, wait);
    timer.unref();
    this.delayed.set(id, timer);
  }

  onWake(handle: (runId: string) => Promise<void>): Closeable {
    this.handlers.push(handle);
    this.deliverSoon();
    return {
      close: async () => {
        const index = this.handlers.indexOf(handle);
        if (index >= 0) this.handlers.splice(index, 1);
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.delayed.values()) clearTimeout(timer);
    this.delayed.clear();
    this.pending.clear();
    this.handlers.length = 0;
  }

  private enqueue(id: string, runId: string): void {
    this.pending.set(id, runId);
    this.deliverSoon();
  }

  private deliverSoon(): void {
    if (this.scheduled || this.handlers.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const hints = [...this.pending.values()];
      this.pending.clear();
      for (const runId of hints) void this.handlers[this.turn++ % this.handlers.length]?.(runId).catch(() => undefined);
    });
  }
}
