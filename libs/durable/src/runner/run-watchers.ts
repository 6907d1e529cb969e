import { LRUCache } from 'lru-cache';
import type { RunInfo } from '../definition.port.js';
import type { RunSummary } from '../run-view.js';
import type { RunMemory } from './run-memory.js';

/** A run as its holder has just committed it. Goes on with the run. */
export interface CommittedRun {
  readonly info: RunInfo;
  readonly isOver: boolean;
  readonly summary: RunSummary;
  readonly memory: RunMemory;
}

type Look<T> = (run: CommittedRun) => T | undefined;

/** Those who wait in this process for runs to get somewhere: they are told by the commit itself, and need not read. */
export class RunWatchers {
  private readonly byRun = new Map<string, Set<(run: CommittedRun) => void>>();

  /** Runs whose end nobody waited for: who asked for one begins to wait when it is created, and by then it may be over. */
  private readonly ended = new LRUCache<string, CommittedRun>({ max: 200, ttl: 1000 });

  /** The run, when it ended a moment ago in this process. */
  endOf(runId: string): CommittedRun | undefined {
    return this.ended.get(runId);
  }

  /** Right after a commit, before anything follows from it. */
  committed(run: CommittedRun): void {
    if (run.isOver && run.memory.isComplete && !this.byRun.has(run.info.id)) this.ended.set(run.info.id, run);
    for (const told of this.byRun.get(run.info.id) ?? []) told(run);
  }

  /** What `look` gives at one of the next commits; `value` is undefined at the end of a run in which it gave nothing. Undefined after `ms`. */
  watch<T>(runId: string, ms: number, look: Look<T>): Promise<{ value: T | undefined } | undefined> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        waiting.delete(told);
        if (waiting.size === 0) this.byRun.delete(runId);
      };
      const told = (run: CommittedRun): void => {
        // Payloads that lie elsewhere are not fetched here: whoever waits reads the run instead.
        if (!run.memory.isComplete) return this.end(leave, () => resolve(undefined));
        try {
          const value = look(run);
          if (value !== undefined || run.isOver) this.end(leave, () => resolve({ value }));
        } catch (error) {
          this.end(leave, () => reject(error as Error));
        }
      };
      const timer = setTimeout(() => this.end(leave, () => resolve(undefined)), ms);
      const waiting = this.byRun.get(runId) ?? new Set();
      this.byRun.set(runId, waiting);
      waiting.add(told);
    });
  }

  private end(leave: () => void, settle: () => void): void {
    leave();
    settle();
  }
}
