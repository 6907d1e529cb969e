import { ExpressionError } from './error.js';
import type { Scope } from './parse.js';
import { evaluate } from './template.js';

const deepest = 64;

/** Whether a text holds an expression at all; most do not, and are passed through untouched. */
export const hasExpression = (text: string): boolean => text.includes('{{');

/**
 * Evaluates every text in a configuration, at any depth; keys are left as they are. `except` names top-level fields that are evaluated
 * later, by the kind itself.
 * @throws ExpressionError with the path of the text.
 */
export function resolve(value: unknown, scope: Scope, options: { except?: readonly string[] } = {}): unknown {
  return walk(value, scope, options.except ?? [], 0);
}

function walk(value: unknown, scope: Scope, except: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return hasExpression(value) ? evaluate(value, scope) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest)
    throw new ExpressionError(`a configuration may be nested at most ${deepest} levels deep`, '', 0);
  if (Array.isArray(value)) return value.map((item, index) => named(index, () => walk(item, scope, [], depth + 1)));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      except.includes(key) ? item : named(key, () => walk(item, scope, [], depth + 1)),
    ]),
  );
}

function named<T>(key: string | number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ExpressionError ? error.under(key) : error;
  }
}
