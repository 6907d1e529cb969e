/** Texts under keys, each with an end. May forget at any time. */
export abstract class CacheStore {
  abstract get(key: string): Promise<string | undefined>;
  /** `ttlMs` is a positive whole number. */
  abstract set(key: string, text: string, ttlMs: number): Promise<void>;
  abstract delete(key: string): Promise<void>;
}
