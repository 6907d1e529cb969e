import { failureOf, platformError, unreachable, type Fault } from './failures.js';
import type { AppError } from '#libs/contracts';

/** Any provider's answer that is no success, with what the SDKs of some drop: its headers. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  constructor(readonly fault: Fault) {
    super(fault.says ?? `status ${fault.status}`);
  }
}

/** The connection was not made, or broke. */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault';
}

interface ErrorBody {
  error?: { message?: unknown; code?: unknown; status?: unknown } | string;
  message?: unknown;
}
const longest = 64 * 1024;

/** A fetch that throws `HttpFault` for an answer that is no success, and `ConnectionFault` for none. */
export const strictFetch =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init).catch((cause: unknown) => {
      throw new ConnectionFault('no connection', { cause });
    });
    if (response.ok) return response;
    const { status, headers } = response;
    const text = (await response.text().catch(() => '')).slice(0, longest);
    throw new HttpFault({ status, headers, ...said(text), cause: undefined });
  };

/** The sentence and the code of an error's body, in the usual shapes; other bodies say nothing to anybody. */
function said(text: string): Pick<Fault, 'says' | 'code' | 'retryAfterMs'> {
  try {
    const body = JSON.parse(text) as ErrorBody | null;
    const error = typeof body?.error === 'object' ? body.error : { message: body?.error ?? body?.message };
    const { message, code, status, details } = error as Record<string, unknown>;
    const retryAfterMs = retryDelay(details);
    return {
      says: typeof message === 'string' ? message : 'The model provider gave no reason',
      code: typeof code === 'string' ? code : typeof status === 'string' ? status : undefined,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch {
    return { says: 'The model provider gave no reason', code: undefined };
  }
}

/** Google says when to come back in the details of the error (google.rpc.RetryInfo), not in a header. */
function retryDelay(details: unknown): number | undefined {
  const each = Array.isArray(details) ? (details as { retryDelay?: unknown }[]) : [];
  const delay = each.map(({ retryDelay: value }) => value).find((value) => typeof value === 'string');
  const seconds = Number.parseFloat(delay ?? '');
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

/** What a call by `strictFetch` throws → the platform's error with its verdict. */
export function httpFailure(error: unknown, model: string): AppError {
  const own = platformError(error);
  if (own) return own;
  if (error instanceof HttpFault) return failureOf({ ...error.fault, cause: error }, model);
  if (error instanceof ConnectionFault) return failureOf(unreachable(error), model);
  return failureOf({ cause: error }, model);
}

/** An answer of JSON. @throws HttpFault, ConnectionFault, or what reading it throws */
export async function getJson(
  fetch: typeof globalThis.fetch,
  url: string,
  init: { headers?: Record<string, string>; signal: AbortSignal; method?: string; body?: string },
): Promise<unknown> {
  return (await strictFetch(fetch)(url, init)).json();
}
