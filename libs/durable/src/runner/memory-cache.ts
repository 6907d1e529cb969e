import type { RunMemory } from './run-memory.js';

const mostRuns = 200;
const mostBytes = 64 * 1024 * 1024;

/** Runs that were let go a short while ago: when nobody wrote to their history since, they need not be read again. */
export class MemoryCache {
  private readonly kept = new Map<string, { memory: RunMemory; bytes: number }>();
  private bytes = 0;

  keep(runId: string, memory: RunMemory): void {
    this.take(runId);
    const bytes = memory.totalBytes + memory.seq * 200;
    this.kept.set(runId, { memory, bytes });
    this.bytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= mostRuns && this.bytes <= mostBytes) return;
      this.take(oldest);
    }
  }

  /** Removes it: whoever takes it will change it. */
  take(runId: string): RunMemory | undefined {
    const found = this.kept.get(runId);
    if (!found) return undefined;
    this.kept.delete(runId);
    this.bytes -= found.bytes;
    return found.memory;
  }
}
