/**
 * Words for those who listen right now, in any process: the tokens of an answer as they come. What nobody hears is gone, and what is
 * published may be lost on the way, so whoever listens reads the truth in the end. Publishing never fails and never waits.
 */
export abstract class LiveFeed {
  /** `words` is any JSON value. */
  abstract publish(topic: string, words: unknown): void;
  /** Resolves when what is published from now on is heard, or, while there is no connection, at once. Answers how to stop. */
  abstract subscribe(topic: string, onWords: (words: unknown) => void): Promise<() => void>;
  abstract close(): Promise<void>;
}
