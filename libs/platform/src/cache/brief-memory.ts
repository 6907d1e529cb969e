export interface BriefMemoryOptions<T> {
  /** How old a value may get, ms. Replicas see each other's changes this late. */
  ttlMs: number;
  /** How many values are kept; 1000 unless set. The one loaded longest ago goes first. */
  entries?: number;
  /** Told of each value that is given up: replaced, forgotten or pushed out. */
  onDropped?: (value: T) => void;
  /** For tests. */
  now?: () => number;
}

interface Entry<T> {
  value: Promise<T>;
  /** When it has come. */
  loaded?: { value: T };
  until: number;
}

/**
 * What a process knows for a few seconds without asking again: settings, prices, connected clients. Values are shared, never copied.
 * Concurrent asks load once; what was being loaded when `forget` was called is not kept.
 */
export class BriefMemory<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly now: () => number;

  constructor(private readonly options: BriefMemoryOptions<T>) {
    this.now = options.now ?? Date.now;
  }

  /** @throws what `load` throws; the next ask loads again */
  of(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known && known.until > this.now()) return known.value;
    this.forget(key);
    const entry: Entry<T> = { value: load(), until: this.now() + this.options.ttlMs };
    entry.value.then(
      (value) => (entry.loaded = { value }),
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    while (this.entries.size >= (this.options.entries ?? 1000)) this.forget(this.entries.keys().next().value!);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** What is known without asking anybody; for those who can do without. */
  peek(key: string): T | undefined {
    const known = this.entries.get(key);
    return known && known.until > this.now() ? known.loaded?.value : undefined;
  }

  forget(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    if (this.options.onDropped) entry.value.then(this.options.onDropped, () => undefined);
  }

  forgetAll(): void {
    for (const key of [...this.entries.keys()]) this.forget(key);
  }
}
