import { fn, list, text, type Fn } from '../fn.js';
import { equals, isMap, typeName, ValueError, type Budget, type Plain } from '../values.js';

export function entriesOf(value: unknown, budget: Budget): [string, unknown][] {
  if (!isMap(value)) throw new ValueError(`expected a map, got ${typeName(value)}`, value);
  const all = Object.entries(value);
  budget.spend(all.length);
  return all;
}

const names = (value: unknown, budget: Budget): Set<string> =>
  new Set(list(value, budget).map((name) => text(name, 'a list of names')));

/** Own fields only: `fromEntries` defines them, so that none is taken for the prototype. */
const mapOf = (entries: [string, unknown][]): Plain => Object.fromEntries(entries);

/** `a.b.0.c`: undefined where there is none. */
function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Plain)[key] : undefined),
      value,
    );
}

function fromEntries(value: unknown, budget: Budget): Plain {
  return mapOf(
    list(value, budget).map((entry): [string, unknown] => {
      if (isMap(entry) && Object.hasOwn(entry, 'key')) return [text(entry['key'], 'a key'), entry['value'] ?? null];
      if (Array.isArray(entry) && entry.length === 2) return [text(entry[0], 'a key'), entry[1] as unknown];
      throw new ValueError('expected items such as {"key": "a", "value": 1} or ["a", 1]', entry);
    }),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0);

export const maps: Record<string, Fn> = {
  keys: fn('keys(map): list', 'The names of its fields.', ['keys({"b": 1, "a": 2})', ['b', 'a']], ([value], budget) =>
    entriesOf(value, budget).map(([key]) => key),
  ),
  values: fn(
    'values(map): list',
    'The values of its fields.',
    ['values({"b": 1, "a": 2})', [1, 2]],
    ([value], budget) => entriesOf(value, budget).map(([, item]) => item),
  ),
  entries: fn(
    'entries(map): list',
    'Its fields as a list of key and value.',
    ['entries({"a": 1})', [{ key: 'a', value: 1 }]],
    ([value], budget) => entriesOf(value, budget).map(([key, item]) => ({ key, value: item })),
  ),
  fromEntries: fn(
    'fromEntries(list): map',
    'A map of keys and values, as entries gives them, or of pairs.',
    ['fromEntries([["a", 1]])', { a: 1 }],
    ([value], budget) => fromEntries(value, budget),
  ),
  merge: fn(
    'merge(map, others…): map',
    'The fields of all; later ones win.',
    ['merge({"a": 1, "b": 1}, {"b": 2})', { a: 1, b: 2 }],
    (args, budget) => mapOf(args.flatMap((value) => entriesOf(value, budget))),
  ),
  pick: fn(
    'pick(map, names): map',
    'Only these fields.',
    ['pick({"a": 1, "b": 2}, ["a", "c"])', { a: 1 }],
    ([value, wanted], budget) => {
      const kept = names(wanted, budget);
      return mapOf(entriesOf(value, budget).filter(([key]) => kept.has(key)));
    },
  ),
  omit: fn(
    'omit(map, names): map',
    'Without these fields.',
    ['omit({"a": 1, "b": 2}, ["a"])', { b: 2 }],
    ([value, unwanted], budget) => {
      const left = names(unwanted, budget);
      return mapOf(entriesOf(value, budget).filter(([key]) => !left.has(key)));
    },
  ),
  get: fn(
    'get(value, path, otherwise?): any',
    'What lies at a path of names and positions; null, or what is given, where there is nothing.',
    ['get({"a": [{"b": 5}]}, "a.0.b")', 5],
    ([value, path, otherwise = null], budget) => {
      budget.spend(text(path).length);
      return valueAt(value, text(path)) ?? otherwise;
    },
  ),
  isEmpty: fn(
    'isEmpty(value): boolean',
    'Whether it is null, or a text, list or map without content.',
    ['isEmpty([])', true],
    ([value], budget) => (budget.spend(1), isEmpty(value)),
  ),
  equals: fn(
    'equals(value, other): boolean',
    'As ==, for use as a function.',
    ['equals([1], [1])', true],
    ([value, other], budget) => equals(value, other, budget),
  ),
};
