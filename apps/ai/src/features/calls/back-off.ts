import { AppError } from '#libs/contracts';

/** Calls of one candidate for one ask, the first included. */
export const mostAttempts = 3;
/** A provider that asks to wait longer than this is not waited for: the next candidate is asked, or the caller may come back. */
const longestWaitMs = 10_000;
const firstBackOffMs = 250;

/** Milliseconds until the next attempt, longer each time and never the same; undefined when there must be none. */
export function backOffMs(error: unknown, attempt: number, random: () => number = Math.random): number | undefined {
  if (!AppError.is(error) || error.retry === 'never' || attempt >= mostAttempts) return undefined;
  const ownMs = firstBackOffMs * 2 ** (attempt - 1) * (0.5 + random());
  const waitMs = Math.max(error.details.retryAfterMs ?? 0, ownMs);
  return waitMs <= longestWaitMs ? waitMs : undefined;
}
