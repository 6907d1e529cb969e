import { createHash } from 'node:crypto';
import type { Caller } from '#libs/contracts';
import { HeldAnswers } from './held-answers.js';
import type { Barriers } from './session-check.js';

const shape = /^aaas_[0-9a-z]{10}_[A-Za-z0-9_-]{43}$/;

/** Whether a bearer's secret is meant as an API key. */
export const isApiKey = (secret: string): boolean => secret.startsWith('aaas_');

/** What is kept of a key, and what travels to ask for it: 256 random bits need no slow hash. */
export const apiKeyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Who calls with a key, the role as it is now. */
export interface KeyStanding extends Barriers {
  caller: Caller;
}

/** Whose an API key is, asked of the services that know. */
export abstract class ApiKeyCheck {
  /** @returns undefined when it does not count (any more) */
  abstract standing(hash: string): Promise<KeyStanding | undefined>;
}

/** Asks at most every four seconds per key. What does not look like one is not asked for. */
export class CachedApiKeyCheck {
  private readonly answers: HeldAnswers<KeyStanding | undefined>;

  constructor(
    private readonly inner: ApiKeyCheck,
    clock: () => number = Date.now,
  ) {
    this.answers = new HeldAnswers(clock);
  }

  /** @throws what the asking throws, when no answer of the last five minutes is left to go by */
  async standing(key: string): Promise<KeyStanding | undefined> {
    if (!shape.test(key)) return undefined;
    const hash = apiKeyHash(key);
    return this.answers.get(hash, () => this.inner.standing(hash));
  }
}
