/**
 * Hints that an object has reached a sequence number: "look again". Whoever listens re-reads the truth, so a hint may be lost,
 * repeated or late. Publishing never fails and never waits.
 */
export abstract class LiveBus {
  abstract publish(object: string, seq: number): void;
  /** Calls `onHint` at each hint from now on. Answers how to stop. */
  abstract subscribe(object: string, onHint: (seq: number) => void): () => void;
  abstract close(): Promise<void>;
}
