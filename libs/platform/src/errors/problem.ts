import { AppError, errors } from '#libs/contracts';
import type { ErrorCode, Problem } from '#libs/contracts';

/** Codes of Fastify's own faults. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'VALIDATION_FAILED',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
};

/** What Nest, Fastify or the body parser say by status alone. */
const statusCodes: Record<number, ErrorCode> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'BODY_TOO_LARGE',
  414: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

/** A file could not be written: the disk is full, or a limit is reached. It may be otherwise a moment later. */
const noSpace = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

interface Fault {
  code?: unknown;
  status?: unknown;
  statusCode?: unknown;
  message?: string;
  cause?: unknown;
  getStatus?: () => number;
}

/** The catalogue's error for anything thrown. What nobody foresaw becomes INTERNAL, with the original as its cause and nothing of it in its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (typeof error !== 'object' || error === null) return new AppError('INTERNAL', {}, { cause: error });
  const fault = error as Fault;
  const inner = fault.cause as Fault | undefined;
  const named = [fault.code, inner?.code]
    .map((code) => (typeof code === 'string' ? fastifyCodes[code] : undefined))
    .find(Boolean);
  if (named)
    return new AppError(named, named === 'MALFORMED_JSON' && fault.message ? { detail: fault.message } : {}, {
      cause: error,
    });
  const status =
    fault.getStatus?.() ??
    (fault.code === undefined || String(fault.code).startsWith('FST_') ? fault.statusCode : undefined);
  if (typeof fault.code === 'string' && noSpace.has(fault.code))
    return new AppError('UNAVAILABLE', {}, { cause: error });
  if (error instanceof SyntaxError && status === 400) return new AppError('MALFORMED_JSON', {}, { cause: error });
  const code = typeof status === 'number' ? statusCodes[status] : undefined;
  return new AppError(code ?? 'INTERNAL', {}, { cause: error });
}

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

/** The RFC 9457 document of an error, with its status and headers. */
export function problemAnswer(error: unknown, requestId: string): ProblemAnswer {
  const { code, details, status } = toAppError(error);
  const { title, help, retry } = errors[code] as (typeof errors)[ErrorCode] & { help?: string };
  const waitMs = details.retryAfterMs ?? (status === 503 || retry === 'after' ? 1000 : undefined);
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(waitMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: { ...details, type: `urn:aaas:problem:${code}`, title, status, code, requestId, ...(help ? { help } : {}) },
  };
}
