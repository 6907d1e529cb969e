import { ExpressionError } from './error.js';
import type { Scope } from './parse.js';
import { evaluate } from './template.js';

const deepest = 64;
const nothing: readonly string[] = [];

/** Whether a text holds an expression at all; most do not, and are passed through untouched. */
export const hasExpression = (text: string): boolean => text.includes('{{');

/**
 * Evaluates every text in a configuration, at any depth; keys are left as they are. `except` names top-level fields that are evaluated
 * later, by the kind itself.
 * @throws ExpressionError with the path of the text.
 */
export function resolve(value: unknown, scope: Scope, options: { except?: readonly string[] } = {}): unknown {
  return walk(value, scope, options.except ?? nothing, 0);
}

function walk(value: unknown, scope: Scope, except: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return hasExpression(value) ? evaluate(value, scope) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest)
    throw new ExpressionError(`a configuration may be nested at most ${deepest} levels deep`, '', 0);
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    try {
      put(copy, key, except.includes(key) ? item : walk(item, scope, nothing, depth + 1));
    } catch (error) {
      throw error instanceof ExpressionError ? error.under(Array.isArray(value) ? Number(key) : key) : error;
    }
  }
  return copy;
}

/** A key named `__proto__` is a field like any other, and must not become the prototype. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
