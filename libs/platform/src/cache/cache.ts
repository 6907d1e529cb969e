import type { Logger } from '#libs/platform/logging';
import type { CacheStore } from './cache-store.port.js';

/** A warning about the store at most this often. */
const warnEveryMs = 10_000;

/**
 * A service's cache: JSON values, always with an end. It is never the truth: an entry may vanish at any moment, and a store
 * that is full or gone behaves as an empty one.
 */
export class Cache {
  private readonly loading = new Map<string, Promise<unknown>>();
  private warnedAt = -Infinity;

  constructor(
    private readonly store: CacheStore,
    /** Keeps the services apart. */
    private readonly prefix: string,
    private readonly logger: Logger,
  ) {}

  /** The value, or undefined. Each reader gets its own copy. */
  async get<T>(key: string): Promise<T | undefined> {
    const text = await this.orMiss(this.store.get(this.prefix + key));
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  /** @throws RangeError without a positive time to live; TypeError for what is no JSON */
  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    if (!(ttlMs > 0) || !Number.isFinite(ttlMs))
      throw new RangeError(`cache entry ${key} needs a time to live, not ${ttlMs}`);
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`cache entry ${key} is no JSON value`);
    await this.orMiss(this.store.set(this.prefix + key, text, Math.ceil(ttlMs)));
  }

  async delete(key: string): Promise<void> {
    await this.orMiss(this.store.delete(this.prefix + key));
  }

  /** The kept value, else the loaded one, which is then kept. Concurrent asks in this process share one load; its error is not kept. */
  async getOrLoad<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const running = this.loading.get(key) as Promise<T> | undefined;
    if (running) return running;
    const promise = this.load(key, ttlMs, load).finally(() => this.loading.delete(key));
    this.loading.set(key, promise);
    return promise;
  }

  private async load<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const kept = await this.get<T>(key);
    if (kept !== undefined) return kept;
    const value = await load();
    if (value !== undefined) await this.set(key, value, ttlMs);
    return value;
  }

  private async orMiss<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (performance.now() - this.warnedAt > warnEveryMs) {
        this.warnedAt = performance.now();
        this.logger.warn({ error }, 'the cache is not usable, going on without it');
      }
      return undefined;
    }
  }
}
