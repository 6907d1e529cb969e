import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { AppError } from '#libs/contracts';
import { failureOf, platformError, unreachable } from '../failures.js';

interface ErrorBody {
  error?: { type?: string; message?: string };
}

/** What the SDK throws → the platform's error with its verdict. */
export function toAppError(error: unknown, model: string): AppError {
  const own = platformError(error);
  if (own) return own;
  if (error instanceof APIConnectionError) return failureOf(unreachable(error), model);
  if (!(error instanceof APIError)) return failureOf({ cause: error }, model);
  const said = (error.error as ErrorBody | undefined)?.error;
  const { status, headers } = error as { status?: number; headers?: Headers };
  return failureOf({ status, headers, code: said?.type, says: said?.message ?? error.message, cause: error }, model);
}
