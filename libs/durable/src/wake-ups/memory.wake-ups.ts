import { farthestHintMs, hintId, WakeUps, type Closeable, type HintCounts } from './wake-ups.port.js';

/** Who listens to one line, and what waits for them. */
interface Line {
  readonly handlers: ((runId: string) => Promise<void>)[];
  readonly pending: Map<string, string>;
}

/** The line of hints that have none. */
const anybody = '';

/** Wake-ups inside one process. A hint that nobody listens to is kept until somebody does. */
export class MemoryWakeUps extends WakeUps {
  private readonly lines = new Map<string, Line>();
  private readonly delayed = new Map<string, NodeJS.Timeout>();
  private turn = 0;
  private scheduled = false;
  private closed = false;

  wake(runId: string, wake: number, at?: number, line: string = anybody): void {
    const wait = at === undefined ? 0 : at - Date.now();
    if (this.closed || wait > farthestHintMs) return;
    const id = hintId(runId, wake, wait > 0);
    if (wait <= 0) return this.enqueue(id, runId, line);
    if (this.delayed.has(id)) return;
    const timer = setTimeout(() => {
      this.delayed.delete(id);
      this.enqueue(id, runId, line);
    }, wait);
    timer.unref();
    this.delayed.set(id, timer);
  }

  onWake(handle: (runId: string) => Promise<void>, lines: readonly string[] = [anybody]): Closeable {
    const heard = lines.map((line) => this.line(line).handlers);
    for (const handlers of heard) handlers.push(handle);
    this.deliverSoon();
    return {
      close: async () => {
        for (const handlers of heard) {
          const index = handlers.indexOf(handle);
          if (index >= 0) handlers.splice(index, 1);
        }
      },
    };
  }

  async counts(lines: readonly string[]): Promise<HintCounts> {
    const waiting = [anybody, ...lines].reduce((sum, name) => sum + (this.lines.get(name)?.pending.size ?? 0), 0);
    // A handler is done at once: it takes the lease, and the work itself is none of the hint's.
    return { waiting, active: 0, delayed: this.delayed.size, failed: 0 };
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.delayed.values()) clearTimeout(timer);
    this.delayed.clear();
    this.lines.clear();
  }

  private line(name: string): Line {
    const line = this.lines.get(name) ?? { handlers: [], pending: new Map<string, string>() };
    this.lines.set(name, line);
    return line;
  }

  private enqueue(id: string, runId: string, line: string): void {
    this.line(line).pending.set(id, runId);
    this.deliverSoon();
  }

  private deliverSoon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      for (const line of this.lines.values()) this.deliver(line);
    });
  }

  private deliver({ handlers, pending }: Line): void {
    if (handlers.length === 0 || pending.size === 0) return;
    const hints = [...pending.values()];
    pending.clear();
    for (const runId of hints) void handlers[this.turn++ % handlers.length]?.(runId).catch(() => undefined);
  }
}
