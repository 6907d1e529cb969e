import { APIConnectionError, APIError } from 'openai';
import type { AppError } from '#libs/contracts';
import { failureOf, platformError, unreachable } from '../failures.js';

/** What the SDK throws → the platform's error with its verdict. */
export function toAppError(error: unknown, model: string): AppError {
  const own = platformError(error);
  if (own) return own;
  if (error instanceof APIConnectionError) return failureOf(unreachable(error), model);
  if (!(error instanceof APIError)) return failureOf({ cause: error }, model);
  const { status, headers, code } = error;
  return failureOf({ status, headers, code: code ?? undefined, says: sentence(error), cause: error }, model);
}

function sentence(error: APIError): string {
  const body: unknown = error.error;
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof said === 'string' ? said : error.message;
}
