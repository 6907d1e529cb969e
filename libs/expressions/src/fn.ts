import { typeName, ValueError, type Budget } from './values.js';

/** What people and the editor are told about something that can be called. */
export interface Callable {
  /** `round(number, places?): number`. `?` may be left out, `…` is any number more; a loop names its variable: `list.map(x, value): list`. */
  signature: string;
  does: string;
  /** Run by a test. */
  example: readonly [expression: string, gives: unknown];
}

/** A function of expressions; a method's receiver is its first argument. */
export interface Fn extends Callable {
  /** Arguments, the receiver of a method call included. */
  min: number;
  max: number;
  run(args: readonly unknown[], budget: Budget): unknown;
}

export const mostArguments = 32;

/** How many arguments there are is read from the signature. */
export function fn(signature: string, does: string, example: Callable['example'], run: Fn['run']): Fn {
  const names = signature
    .slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'))
    .split(', ')
    .filter(Boolean);
  const max = names.some((name) => name.endsWith('…')) ? mostArguments : names.length;
  const needed = names.filter((name) => !/[?…]$/.test(name)).length;
  return { signature, does, example, min: Math.max(needed, Math.min(1, max)), max, run };
}

export function text(value: unknown, what = 'a text'): string {
  if (typeof value === 'string') return value;
  throw new ValueError(`expected ${what}, got ${typeName(value)}`, value);
}

export function list(value: unknown, budget: Budget): unknown[] {
  if (!Array.isArray(value)) throw new ValueError(`expected a list, got ${typeName(value)}`, value);
  budget.spend(value.length);
  return value as unknown[];
}

export function number(value: unknown, what = 'a number'): number {
  if (typeof value === 'number') return value;
  throw new ValueError(`expected ${what}, got ${typeName(value)}`, value);
}

/** @throws ValueError unless it is a whole number within the bounds */
export function whole(value: unknown, least: number, most: number, what: string): number {
  const found = number(value, what);
  if (Number.isInteger(found) && found >= least && found <= most) return found;
  throw new ValueError(`${what} is a whole number from ${least} to ${most}`, value);
}

export const numberList = (value: unknown, budget: Budget): number[] =>
  list(value, budget).map((item) => number(item, 'a list of numbers'));

/** A result that JSON can hold. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new ValueError('the result is no number that JSON knows');
}
