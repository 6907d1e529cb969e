/** What was answered the first time. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON text. */
  body: string | undefined;
}

export type Claim =
  /** Go on, then `keep` or `forget`. */
  | { state: 'new' }
  /** Answered before. */
  | { state: 'kept'; answer: KeptAnswer }
  /** The first request is still at work. */
  | { state: 'running' }
  /** The key was used with another request. */
  | { state: 'other' };

/** Remembers answers by `Idempotency-Key`, for 24 hours. `id` is unique per company, route and key; `fingerprint` stands for the whole request. */
export abstract class IdempotencyStore {
  abstract claim(id: string, fingerprint: string): Promise<Claim>;
  abstract keep(id: string, answer: KeptAnswer): Promise<void>;
  /** After a failure: the same key may try again. */
  abstract forget(id: string): Promise<void>;
}
