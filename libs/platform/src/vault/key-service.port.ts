/** A data key as it rests: wrapped by one of the master keys. */
export interface WrappedKey {
  /** Which master key wraps it. */
  masterKey: string;
  wrapped: string;
}

/**
 * Whoever holds the master keys: this process (`LocalKeyService`), or a key management service that never gives them away. Data keys are
 * wrapped and unwrapped one at a time, and kept in memory for a while.
 */
export interface KeyService {
  /** Id of the master key that wraps what is new. */
  current(): Promise<string>;
  /** @param context what the key belongs to; it unwraps with the same context only */
  wrap(key: Uint8Array, context: string): Promise<WrappedKey>;
  /** @throws Error when its master key is not there, it was altered, or the context is another */
  unwrap(wrapped: WrappedKey, context: string): Promise<Buffer>;
}
