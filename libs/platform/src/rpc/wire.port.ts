import type { Slots } from './slots.js';

export interface Closeable {
  close(): Promise<void>;
}

/**
 * What RPC needs of a transport: queues from which each text is taken by exactly one consumer, and channels that reach
 * whoever listens now. Texts only, so that both adapters make the same round trip. Nothing is delivered twice; anything may be lost.
 */
export abstract class RpcWire {
  /** Epoch ms on the clock that all processes of this wire share. Deadlines are read on it, so that no machine's own clock matters. */
  abstract now(): number;
  /** @throws UNAVAILABLE when the queue is full or cannot be reached. */
  abstract push(queue: string, text: string): Promise<void>;
  /** Takes texts only while `slots` has room; `take` must occupy a slot before it returns. `close` takes no more, and keeps what was taken. */
  abstract consume(queue: string, slots: Slots, take: (text: string) => void): Closeable;
  /** Answers how many listeners it reached. @throws UNAVAILABLE */
  abstract publish(channel: string, text: string): Promise<number>;
  /** Resolves when the channel is heard. */
  abstract listen(channel: string, onText: (text: string) => void): Promise<Closeable>;
  abstract close(): Promise<void>;
}

/** Requests that may wait in one service's queue before callers are told UNAVAILABLE. */
export const queueBound = 10_000;
