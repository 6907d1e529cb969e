import { AppError } from '#libs/contracts';

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
  return new AppError(passes ? 'CHANNEL_FAILED' : 'CHANNEL_REFUSED', { detail });
}

const usualMs = 30_000;
const longestMs = 86_400_000;

function retryAfterMs(header: string | null): number {
  if (!header) return usualMs;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), longestMs) : usualMs;
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
