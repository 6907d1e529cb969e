import { LRUCache } from 'lru-cache';
import { CacheStore } from './cache-store.port.js';

export interface MemoryCacheBounds {
  entries?: number;
  /** Keys and values together, in characters. */
  characters?: number;
}

/** A cache within one process: what was used longest ago goes first. */
export class MemoryCacheStore extends CacheStore {
  private readonly entries: LRUCache<string, string>;

  constructor({ entries = 20_000, characters = 32 * 1024 * 1024 }: MemoryCacheBounds = {}) {
    super();
    this.entries = new LRUCache({
      max: entries,
      maxSize: characters,
      sizeCalculation: (text, key) => text.length + key.length + 1,
    });
  }

  async get(key: string): Promise<string | undefined> {
    return this.entries.get(key);
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    this.entries.set(key, text, { ttl: ttlMs });
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }
}
