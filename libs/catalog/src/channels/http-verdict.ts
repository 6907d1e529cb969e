import { AppError } from '#libs/contracts';
import { retryAfterMs } from '../kit/retry-after.js';

/**
 * What an HTTP receiver's refusal means for the delivery: 408, 425 and 5xx pass, 429 says when, all else is final.
 * @param retryAfter the header: seconds or a date (RFC 9110)
 */
export function httpVerdict(who: string, status: number, body: string, retryAfter: string | null): AppError {
  const detail = `${who} answered ${status}${body ? `: ${body.slice(0, 200)}` : ''}`;
  if (status === 429 || (status === 503 && retryAfter)) {
    return new AppError('CHANNEL_BUSY', { detail, retryAfterMs: retryAfterMs(retryAfter) });
  }
  const passes = status >= 500 || status === 408 || status === 425;
  return new AppError(passes ? 'CHANNEL_FAILED' : 'CHANNEL_REFUSED', { detail, answered: status });
}

/** No answer at all is a passing fault of the channel; a refused address stays refused. */
export function verdictOfFailure(who: string, error: unknown): AppError {
  const below = appErrorBelow(error);
  if (below?.code === 'EGRESS_REFUSED') return below;
  return new AppError('CHANNEL_FAILED', { detail: below?.message ?? `${who} did not answer` }, { cause: error });
}

/** The AppError below a library's wrapping, if there is one. */
export function appErrorBelow(error: unknown): AppError | undefined {
  let current = error;
  for (let depth = 0; depth < 6 && current instanceof Error; depth++) {
    if (AppError.is(current)) return current;
    current = current.cause ?? (current as { original?: unknown }).original;
  }
  return undefined;
}
