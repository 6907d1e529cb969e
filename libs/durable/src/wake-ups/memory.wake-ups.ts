import { WakeUps, type Closeable } from './wake-ups.port.js';

/** Longest time that a timer of Node takes; later hints are left to the reconciler. */
const longestDelay = 2_147_000_000;

/** Wake-ups inside one process. A hint that nobody listens to is kept until somebody does. */
export class MemoryWakeUps extends WakeUps {
  private readonly handlers: ((runId: string) => Promise<void>)[] = [];
  private readonly pending = new Map<string, string>();
  private readonly delayed = new Map<string, NodeJS.Timeout>();
  private turn = 0;
  private scheduled = false;

  wake(runId: string, wake: number, at?: number): void {
    const wait = at === undefined ? 0 : at - Date.now();
    if (wait <= 0) return this.enqueue(`${runId}-${wake}`, runId);
    if (wait > longestDelay) return;
    const id = `${runId}-${wake}-due`;
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
