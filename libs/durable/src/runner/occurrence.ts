import type { Payload } from '../payloads/payload.js';
import type { SqlTransaction } from '../store/sql-store.port.js';
import type { Launch } from './batch.js';
import type { AnyEvent } from './run-memory.js';

/** Something that happened to a run and is not in its history yet. `at` is set when it gets its row. */
export interface Occurrence {
  event: Omit<AnyEvent, 'at'> & { type: string; [field: string]: unknown };
  output?: Payload | undefined;
  /** Of the inbox message that it came by. */
  messageId?: string;
  write?: (tx: SqlTransaction) => Promise<void>;
  /** Set off once the event is committed. */
  launch?: Launch;
}

export interface StepFailure {
  code: string;
  message: string;
  retry: 'never' | 'soon' | 'after';
  retryAfterMs?: number;
}

const verdicts = new Set(['never', 'soon', 'after']);

/** The verdict that an error carries. What carries none is a fault of ours: its text stays out of the history. */
export function failureOf(error: unknown): StepFailure {
  if (error instanceof Error) {
    const { code, retry, details } = error as Error & {
      code?: unknown;
      retry?: unknown;
      details?: { retryAfterMs?: unknown };
    };
    if (typeof code === 'string' && typeof retry === 'string' && verdicts.has(retry)) {
      const after = details?.retryAfterMs;
      return {
        code,
        message: error.message.slice(0, 2000),
        retry: retry as StepFailure['retry'],
        ...(typeof after === 'number' ? { retryAfterMs: after } : {}),
      };
    }
  }
  return { code: 'INTERNAL', message: 'Something went wrong on our side', retry: 'soon' };
}

/** True when the thrower says that it cannot know whether the effect happened: `details.unknown`. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Error && (error as Error & { details?: { unknown?: unknown } }).details?.unknown === true;
