import type { LiveBus } from './live-bus.port.js';

/** An object, and the last sequence number seen of it. */
export interface Watched {
  object: string;
  seq: number;
}

export interface HistoryPage<E> {
  /** Rows after the asked seq, oldest first. */
  entries: readonly E[];
  /** Nothing will follow. */
  isOver: boolean;
}

export interface Followed<E> {
  watched: readonly Watched[];
  live: LiveBus;
  /** Reads the truth: rows of an object after a seq. */
  read(object: string, after: number): Promise<HistoryPage<E>>;
  signal: AbortSignal;
  /** How often history is read again although no hint came, ms; 2,000 unless set. */
  pollMs?: number;
}

/**
 * Every row of the watched objects' histories, each once and in order, as it is written; ends when all are over or the signal
 * aborts. Hints only make it quicker: history is read again every two seconds in case one was lost.
 */
export async function* followHistory<E extends { seq: number }>(
  options: Followed<E>,
): AsyncGenerator<{ object: string; seq: number; entry: E }> {
  const { watched, live, read, signal, pollMs = 2_000 } = options;
  const positions = new Map(watched.map(({ object, seq }) => [object, seq]));
  const dirty = new Set(positions.keys());
  const bell = new Bell();
  const unsubscribe = [...positions.keys()].map((object) => live.subscribe(object, () => bell.ring(dirty.add(object))));
  const poll = setInterval(() => {
    for (const object of positions.keys()) dirty.add(object);
    bell.ring();
  }, pollMs);
  const onAbort = () => bell.ring();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted && positions.size > 0) {
      const [object] = dirty;
      if (object === undefined) {
        await bell.heard();
        continue;
      }
      dirty.delete(object);
      const after = positions.get(object);
      if (after === undefined) continue;
      const { entries, isOver } = await read(object, after);
      for (const entry of entries) {
        if (signal.aborted) return;
        positions.set(object, entry.seq);
        yield { object, seq: entry.seq, entry };
      }
      // More may be waiting behind a full page.
      if (isOver) positions.delete(object);
      else if (entries.length > 0) dirty.add(object);
    }
  } finally {
    clearInterval(poll);
    signal.removeEventListener('abort', onAbort);
    for (const stop of unsubscribe) stop();
  }
}

/** Wakes one sleeper; a ring before the sleep counts. */
class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(_cause?: unknown): void {
    this.rung = true;
    this.wake?.();
  }

  async heard(): Promise<void> {
    if (!this.rung) await new Promise<void>((resolve) => (this.wake = resolve));
    this.rung = false;
    this.wake = undefined;
  }
}
