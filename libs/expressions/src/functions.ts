/**
 * The functions of expressions. Each can be called both ways: `join(tags, ", ")` and `tags.join(", ")`. Counts, sums and positions
 * are plain numbers. Regular expressions are left out on purpose: JavaScript's may take for ever.
 */
import { dates } from './dates.js';
import { fn, type Fn } from './fn.js';
import { asJson, compare, equals, isMap, Maybe, typeName, ValueError, writeOut, type Budget } from './values.js';

export function text(value: unknown, what = 'a text'): string {
  if (typeof value === 'string') return value;
  throw new ValueError(`expected ${what}, got ${typeName(value)}`, value);
}

function list(value: unknown, budget: Budget): unknown[] {
  if (!Array.isArray(value)) throw new ValueError(`expected a list, got ${typeName(value)}`, value);
  budget.spend(value.length);
  return value as unknown[];
}

export function number(value: unknown, what = 'a number'): number {
  if (typeof value === 'number') return value;
  throw new ValueError(`expected ${what}, got ${typeName(value)}`, value);
}

const numberList = (value: unknown, budget: Budget): number[] =>
  list(value, budget).map((item) => number(item, 'a list of numbers'));

/** A text in and a text out, charged by length. */
const onText = (change: (value: string) => string): Fn =>
  fn(1, 1, ([value], budget) => {
    const source = text(value);
    budget.spendText(source.length);
    return change(source);
  });

/** A question about two texts. */
const aboutTexts = (ask: (value: string, other: string) => unknown): Fn =>
  fn(2, 2, ([value, other], budget) => {
    const source = text(value);
    budget.spendText(source.length);
    return ask(source, text(other));
  });

function size(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new ValueError(`${typeName(value)} has no size`, value);
}

function toNumber(value: unknown): number {
  const parsed =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'boolean'
        ? Number(value)
        : value;
  if (typeof parsed === 'number' && Number.isFinite(parsed)) return parsed;
  throw new ValueError('this is no number', value);
}

function round(value: unknown, digits: unknown): number {
  const places = number(digits);
  if (!Number.isInteger(places) || places < 0 || places > 15)
    throw new ValueError('round takes 0 to 15 places', digits);
  const source = number(value);
  const rounded = Number(`${Math.round(Number(`${Math.abs(source)}e${places}`))}e-${places}`);
  return Number.isNaN(rounded) ? source : Math.sign(source) * rounded;
}

/** Positions from the end are negative; beyond the ends there is nothing. */
const slice = (value: unknown, from: unknown, to: unknown, budget: Budget): unknown => {
  const end = to === undefined ? undefined : number(to);
  return typeof value === 'string' ? value.slice(number(from), end) : list(value, budget).slice(number(from), end);
};

function distinct(items: unknown[], budget: Budget): unknown[] {
  const kept: unknown[] = [];
  for (const item of items) if (!kept.some((other) => equals(item, other, budget))) kept.push(item);
  return kept;
}

function extreme(args: readonly unknown[], budget: Budget, sign: 1 | -1): unknown {
  const items = args.length === 1 ? list(args[0], budget) : args;
  if (items.length === 0) throw new ValueError('an empty list has no least or greatest item');
  return items.reduce((best, item) => (compare(item, best) * sign < 0 ? item : best));
}

function fromJson(value: unknown, budget: Budget): unknown {
  const source = text(value, 'JSON text');
  budget.spendText(source.length * 8);
  try {
    return JSON.parse(source) as unknown;
  } catch {
    throw new ValueError('this text is not JSON', source);
  }
}

const replaceAll = ([value, search, by]: readonly unknown[], budget: Budget): string => {
  const parts = text(value).split(text(search));
  const length = text(value).length + (parts.length - 1) * text(by).length;
  budget.spendText(length);
  return parts.join(text(by));
};

const maybe = (value: unknown): Maybe => {
  if (value instanceof Maybe) return value;
  throw new ValueError(`expected an optional, got ${typeName(value)}`, value);
};

const table: Record<string, Fn> = {
  size: fn(1, 1, ([value], budget) => (budget.spendText(typeof value === 'string' ? value.length : 0), size(value))),
  string: fn(1, 1, ([value], budget) => writeOut(value, budget)),
  double: fn(1, 1, ([value]) => toNumber(value)),
  int: fn(1, 1, ([value]) => Math.trunc(toNumber(value))),
  bool: fn(1, 1, ([value]) => {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new ValueError('this is neither true nor false', value);
  }),
  dyn: fn(1, 1, ([value]) => value),
  type: fn(1, 1, ([value]) => typeName(value)),

  sum: fn(1, 1, ([value], budget) => numberList(value, budget).reduce((a, b) => a + b, 0)),
  avg: fn(1, 1, ([value], budget) => {
    const items = numberList(value, budget);
    if (items.length === 0) throw new ValueError('an empty list has no average');
    return items.reduce((a, b) => a + b, 0) / items.length;
  }),
  min: fn(1, 32, (args, budget) => extreme(args, budget, 1)),
  max: fn(1, 32, (args, budget) => extreme(args, budget, -1)),
  round: fn(1, 2, ([value, digits = 0]) => round(value, digits)),
  floor: fn(1, 1, ([value]) => Math.floor(number(value))),
  ceil: fn(1, 1, ([value]) => Math.ceil(number(value))),
  abs: fn(1, 1, ([value]) => Math.abs(number(value))),

  contains: fn(2, 2, ([value, other], budget) => {
    if (Array.isArray(value)) return value.some((item) => equals(item, other, budget));
    budget.spendText(text(value).length);
    return text(value).includes(text(other));
  }),
  startsWith: aboutTexts((value, other) => value.startsWith(other)),
  endsWith: aboutTexts((value, other) => value.endsWith(other)),
  indexOf: aboutTexts((value, other) => value.indexOf(other)),
  lastIndexOf: aboutTexts((value, other) => value.lastIndexOf(other)),
  lower: onText((value) => value.toLowerCase()),
  upper: onText((value) => value.toUpperCase()),
  lowerAscii: onText((value) => value.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  upperAscii: onText((value) => value.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  trim: onText((value) => value.trim()),
  split: fn(
    2,
    2,
    ([value, separator], budget) => (budget.spend(text(value).length), text(value).split(text(separator))),
  ),
  replace: fn(3, 3, replaceAll),
  substring: fn(2, 3, ([value, from, to], budget) => slice(text(value), from, to, budget)),
  slice: fn(2, 3, ([value, from, to], budget) => slice(value, from, to, budget)),

  join: fn(1, 2, ([value, separator = ''], budget) => {
    const joined = list(value, budget).map((item) => writeOut(item, budget));
    budget.spendText(joined.length * text(separator).length);
    return joined.join(text(separator));
  }),
  sort: fn(
    1,
    1,
    ([value], budget) => (budget.spend(list(value, budget).length * 8), list(value, budget).slice().sort(compare)),
  ),
  reverse: fn(1, 1, ([value], budget) => list(value, budget).slice().reverse()),
  distinct: fn(1, 1, ([value], budget) => distinct(list(value, budget), budget)),
  flatten: fn(1, 1, ([value], budget) => {
    const lists = list(value, budget);
    for (const item of lists) if (Array.isArray(item)) budget.spend(item.length);
    return lists.flatMap((item) => item);
  }),
  keys: fn(1, 1, ([value], budget) => entries(value, budget).map(([key]) => key)),
  values: fn(1, 1, ([value], budget) => entries(value, budget).map(([, item]) => item)),

  toJson: fn(1, 1, ([value], budget) => asJson(value, budget)),
  fromJson: fn(1, 1, ([value], budget) => fromJson(value, budget)),

  hasValue: fn(1, 1, ([value]) => maybe(value).isPresent),
  value: fn(1, 1, ([value]) => {
    if (maybe(value).isPresent) return maybe(value).value;
    throw new ValueError('the optional has no value');
  }),
  or: fn(2, 2, ([value, other]) => (maybe(value).isPresent ? value : maybe(other))),
  orValue: fn(2, 2, ([value, other]) => (maybe(value).isPresent ? maybe(value).value : other)),
  ...dates,
};

function entries(value: unknown, budget: Budget): [string, unknown][] {
  if (!isMap(value)) throw new ValueError(`expected a map, got ${typeName(value)}`, value);
  const all = Object.entries(value);
  budget.spend(all.length);
  return all;
}

/** Functions by name. A null prototype keeps `constructor` and its like from being found. */
export const functions: Readonly<Record<string, Fn | undefined>> = Object.assign(Object.create(null) as object, table);
