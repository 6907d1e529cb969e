/** CEL's operators on JSON values: one sort of number, text + number joins, no overflow into values that JSON lacks. */
import { compare, equals, isMap, typeName, ValueError, type Budget } from './values.js';

export type Binary = (left: unknown, right: unknown, budget: Budget) => unknown;

const isJoinable = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function numbers(word: string, left: unknown, right: unknown): [number, number] {
  if (typeof left === 'number' && typeof right === 'number') return [left, right];
  throw new ValueError(
    `cannot ${word} ${typeName(left)} and ${typeName(right)}`,
    typeof left === 'number' ? right : left,
  );
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new ValueError('the result is no number that JSON knows');
}

function add(left: unknown, right: unknown, budget: Budget): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if ((typeof left === 'string' && isJoinable(right)) || (typeof right === 'string' && isJoinable(left))) {
    const text = `${left as string}${right as string}`;
    budget.spendText(text.length);
    return text;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    budget.spend(left.length + right.length);
    return [...(left as unknown[]), ...(right as unknown[])];
  }
  throw new ValueError(`cannot add ${typeName(left)} and ${typeName(right)}`, isJoinable(left) ? right : left);
}

function divide(left: unknown, right: unknown): number {
  const [a, b] = numbers('divide', left, right);
  if (b === 0) throw new ValueError('cannot divide by zero');
  return finite(a / b);
}

function remainder(left: unknown, right: unknown): number {
  const [a, b] = numbers('take the remainder of', left, right);
  if (b === 0) throw new ValueError('cannot divide by zero');
  return a % b;
}

function isIn(left: unknown, right: unknown, budget: Budget): boolean {
  if (Array.isArray(right)) return right.some((item) => equals(left, item, budget));
  if (isMap(right)) return isJoinable(left) && Object.hasOwn(right, String(left));
  throw new ValueError(`in needs a list or a map, not ${typeName(right)}`, right);
}

export const binaryOperators: Record<string, Binary> = {
  '+': add,
  '-': (left, right) => finite(numbers('subtract', left, right).reduce((a, b) => a - b)),
  '*': (left, right) => finite(numbers('multiply', left, right).reduce((a, b) => a * b)),
  '/': divide,
  '%': remainder,
  '==': equals,
  '!=': (left, right, budget) => !equals(left, right, budget),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
  in: isIn,
};

/** `map.field`, `list[0]`, `map["field"]`; undefined when there is none. Only what JSON itself holds can be reached. */
export function member(value: unknown, key: unknown): unknown {
  if (Array.isArray(value))
    return typeof key === 'number' && Number.isInteger(key) ? (value as unknown[])[key] : undefined;
  if (isMap(value))
    return (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') &&
      Object.hasOwn(value, key.toString())
      ? value[key.toString()]
      : undefined;
  throw new ValueError(
    `${typeName(value)} has no ${typeof key === 'number' ? `item ${key}` : `field ${String(key)}`}`,
    value,
  );
}
