import { AppError, errors, type ErrorCode, type ErrorDetails } from '#libs/contracts';

/** What passes between a process and the child that carries out one step for it. Values travel by structured clone. */
export type ToChild =
  | { type: 'job'; job: unknown }
  | { type: 'answer'; call: number; value?: unknown; error?: WireError }
  | { type: 'abort' };

export type FromChild =
  | { type: 'ready' }
  /** The child's event loop turns. */
  | { type: 'alive' }
  | { type: 'heartbeat' }
  | { type: 'call'; call: number; name: string; args: unknown[] }
  | { type: 'done'; value?: unknown; error?: WireError };

export interface WireError {
  code?: string;
  message: string;
  details?: unknown;
  stack?: string | undefined;
}

export function toWire(error: unknown): WireError {
  if (AppError.is(error)) return { code: error.code, message: error.message, details: plain(error.details) };
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

/** The same error on the other side: a verdict stays a verdict. */
export function fromWire({ code, message, details, stack }: WireError): Error {
  if (code !== undefined && code in errors)
    return new AppError(code as ErrorCode, { ...(details as ErrorDetails | undefined), detail: message });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

const plain = (details: unknown): unknown => JSON.parse(JSON.stringify(details ?? {})) as unknown;
