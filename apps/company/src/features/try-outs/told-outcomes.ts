import type { KindDef } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import type { StepError } from '#libs/engine';
import { stubOf } from './stubs.js';

/** An approval that takes another way than the first says so in its output. */
export function outputFor(def: KindDef, config: unknown, port: string | undefined): unknown {
  if (def.id === 'human.approval' && port !== undefined) {
    return { decision: port, by: port === 'expired' ? [] : ['Somebody'], comment: null };
  }
  return port === 'expired' ? null : stubOf(def, config);
}

/** The failure that the request asks for. */
export class Asked extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** For good: a dry run tries nothing twice. */
export const failureOf = (error: unknown): StepError => {
  if (error instanceof Asked) return { code: error.code, message: error.message, retry: 'never' };
  if (!AppError.is(error)) return { code: 'INTERNAL', message: 'Something went wrong on our side', retry: 'never' };
  const cause = error.details['cause'] as StepError['cause'] | undefined;
  return { code: error.code, message: error.message, retry: 'never', ...(cause ? { cause } : {}) };
};
