import { MemoryCache } from './memory-cache.js';
import type { RunMemory } from './run-memory.js';

/** Runs that somebody looked at a short while ago: looking again reads only the rows that came since. */
export class RunViews {
  private readonly cache = new MemoryCache();
  private readonly turns = new Map<string, Promise<unknown>>();

  /** One after the other for each run, because its memory changes while it catches up. `open` begins a memory that has read nothing yet. */
  async look<T>(
    runId: string,
    { open, catchUp }: { open: () => Promise<RunMemory>; catchUp: (memory: RunMemory) => Promise<void> },
    look: (memory: RunMemory) => T,
  ): Promise<T> {
    const before = this.turns.get(runId);
    const mine = (async () => {
      await before?.catch(() => undefined);
      const memory = this.cache.take(runId) ?? (await open());
      await catchUp(memory);
      this.cache.keep(runId, memory);
      return look(memory);
    })();
    this.turns.set(runId, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(runId) === mine) this.turns.delete(runId);
    }
  }
}
