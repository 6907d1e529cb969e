import { ApiProblem } from '../../../app/problem.js';
import type { SseEvent } from '../../../app/sse.js';
import { readEvent, type AnswerEvent } from './answer.js';

/** So often a stream is opened; afterwards the conversation itself tells. */
const mostAttempts = 6;

interface Listening {
  /** Sends the message, each time under the same key: that is the same message, told from the beginning. */
  open(): AsyncIterable<SseEvent>;
  onEvent(event: AnswerEvent): void;
  /** The connection broke off; it is tried again. */
  onBroken(): void;
  /** Waits before the nth attempt. */
  pause(attempt: number): Promise<void>;
  signal: AbortSignal;
}

/**
 * Listens to an answer until it is there, or nobody wants to know any more.
 * @returns the refusal of a message that was not taken down. Of one that was, the conversation tells what became of it.
 */
export async function listen({ open, onEvent, onBroken, pause, signal }: Listening): Promise<unknown> {
  let isTaken = false;
  let last: unknown;
  for (let attempt = 0; attempt < mostAttempts && !signal.aborted; attempt += 1) {
    if (attempt > 0) await pause(attempt);
    try {
      for await (const each of open()) {
        const event = readEvent(each);
        if (!event) continue;
        isTaken ||= event.name === 'accepted';
        onEvent(event);
        if (event.name === 'reply' || event.name === 'error') return undefined;
      }
    } catch (error) {
      last = error;
      if (!ApiProblem.is(error) || !error.passing) break;
    }
    if (!signal.aborted) onBroken();
  }
  return isTaken || signal.aborted ? undefined : last;
}
