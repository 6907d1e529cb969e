import { AppError } from '#libs/contracts';
import type { Watched } from './follow-history.js';

/** `run_a@12,task_b@3` → objects with the last seq seen; without `@` from the beginning. @throws VALIDATION_FAILED */
export function parseWatch(text: string): Watched[] {
  const entries = text.split(',').filter((entry) => entry !== '');
  const watched = entries.map((entry) => /^([A-Za-z0-9_]{1,64})(?:@(\d{1,15}))?$/.exec(entry));
  if (watched.length === 0 || watched.includes(null)) {
    throw new AppError('VALIDATION_FAILED', {
      issues: [{ path: 'watch', message: 'expected ids with the last seq seen, such as run_01h…@12,run_01j…@0' }],
    });
  }
  return watched.map((match) => ({ object: match![1]!, seq: Number(match![2] ?? 0) }));
}
