import { APIConnectionError, APIError } from 'openai';
import { AppError } from '#libs/contracts';

/** What the SDK throws → the platform's error with its verdict. */
export function toAppError(error: unknown, model: string): AppError {
  if (AppError.is(error)) return error;
  if (error instanceof APIConnectionError) return unreachable(error);
  if (!(error instanceof APIError))
    return new AppError('MODEL_UNAVAILABLE', { detail: 'The model’s answer could not be read' }, { cause: error });
  const provider = providerSays(error);
  const retryAfterMs = retryAfter(error.headers);
  // An error in mid-stream has no status: the provider broke down after it had begun.
  if (error.status === undefined || error.status >= 500 || error.status === 408 || error.status === 409)
    return new AppError('MODEL_UNAVAILABLE', { detail: provider, retryAfterMs }, { cause: error });
  if (error.status === 404) return new AppError('MODEL_NOT_FOUND', { detail: provider, model }, { cause: error });
  if (error.status === 401 || error.status === 403)
    return new AppError('MODEL_REFUSED', { detail: 'The model provider refused the key' }, { cause: error });
  // Waiting does not help somebody whose account is empty.
  if (error.status === 429 && error.code !== 'insufficient_quota')
    return new AppError('MODEL_RATE_LIMITED', { detail: provider, retryAfterMs }, { cause: error });
  return new AppError('MODEL_REFUSED', { detail: provider }, { cause: error });
}

/** The guard of outbound calls throws AppErrors, which the SDK wraps. What it refuses stays refused. */
function unreachable(error: APIConnectionError): AppError {
  const cause = (error as { cause?: unknown }).cause;
  if (AppError.is(cause, 'EGRESS_REFUSED')) return cause;
  return new AppError('MODEL_UNAVAILABLE', { detail: 'The model provider could not be reached' }, { cause: error });
}

/** The provider's sentence without what could be a piece of somebody's key. */
function providerSays(error: APIError): string {
  const body: unknown = error.error;
  const sentence = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  const text = typeof sentence === 'string' ? sentence : error.message;
  return text.replace(/\b(sk|pk)-[\w*-]+/g, '…').slice(0, 500);
}

/** Milliseconds, from `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : undefined;
}
