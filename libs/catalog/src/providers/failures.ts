import { AppError } from '#libs/contracts';

/** What went wrong at a model provider, whichever SDK told it. */
export interface Fault {
  /** HTTP status; absent when the connection failed, or the answer broke down after it had begun. */
  status?: number | undefined;
  headers?: Headers | undefined;
  /** The provider's own code or type of the error. */
  code?: string | undefined;
  /** The provider's own sentence. */
  says?: string | undefined;
  /** When it is not said by the headers. */
  retryAfterMs?: number | undefined;
  cause: unknown;
}

/** Waiting does not help somebody whose account is empty. */
const emptyAccount = new Set(['insufficient_quota', 'billing_error', 'billing_not_active']);
/** Said in mid-stream, when there is no status any more; Anthropic and OpenAI. */
const busy = new Set(['rate_limit_error', 'rate_limit_exceeded']);

/** The one table of verdicts: a fault of any provider → the platform's error. */
export function failureOf(fault: Fault, model: string): AppError {
  const { status, cause } = fault;
  const detail = withoutKeys(fault.says ?? 'The model’s answer could not be read');
  const retryAfterMs = retryAfter(fault.headers) ?? fault.retryAfterMs;
  if (emptyAccount.has(fault.code ?? '') || status === 402) return new AppError('MODEL_REFUSED', { detail }, { cause });
  if (status === 429 || busy.has(fault.code ?? ''))
    return new AppError('MODEL_RATE_LIMITED', { detail, retryAfterMs }, { cause });
  if (status === undefined || status >= 500 || status === 408 || status === 409)
    return new AppError('MODEL_UNAVAILABLE', { detail, retryAfterMs }, { cause });
  if (status === 404) return new AppError('MODEL_NOT_FOUND', { detail, model }, { cause });
  if (status === 401 || status === 403)
    return new AppError('MODEL_REFUSED', { detail: 'The model provider refused the key' }, { cause });
  return new AppError('MODEL_REFUSED', { detail }, { cause });
}

/** What an error of the platform's own says stands, also when an SDK wrapped it: what the guard of outbound calls refused stays refused. */
export function platformError(error: unknown): AppError | undefined {
  // That the other side did not answer is the provider's fault, and gets the verdict of the table.
  if (AppError.is(error)) return error.code === 'EGRESS_FAILED' ? undefined : error;
  for (let cause = causeOf(error), depth = 0; cause !== undefined && depth < 5; cause = causeOf(cause), depth += 1)
    if (AppError.is(cause, 'EGRESS_REFUSED')) return cause;
  return undefined;
}
const causeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? (error as { cause?: unknown }).cause : undefined;

/** The connection was not made or did not last. */
export const unreachable = (cause: unknown): Fault => ({ says: 'The model provider could not be reached', cause });

/** The provider's sentence without what could be a piece of somebody's key. */
export const withoutKeys = (text: string): string =>
  text
    .replace(/\b(sk|pk|rk|gsk|hf|xai|bearer)([-_ ])[\w*.…-]{4,}/gi, '…')
    .replace(/\bAIza[\w*-]{4,}/g, '…')
    .slice(0, 500);

/** Milliseconds, from `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : undefined;
}
