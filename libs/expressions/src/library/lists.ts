import { fn, list, number, whole, type Fn } from '../fn.js';
import { compare, equals, typeName, ValueError, type Budget } from '../values.js';

/** Positions from the end are negative; beyond the ends there is nothing. */
export const slice = (value: unknown, from: unknown, to: unknown, budget: Budget): unknown => {
  const end = to === undefined ? undefined : number(to);
  return typeof value === 'string' ? value.slice(number(from), end) : list(value, budget).slice(number(from), end);
};

function distinct(items: unknown[], budget: Budget): unknown[] {
  const kept: unknown[] = [];
  for (const item of items) if (!kept.some((other) => equals(item, other, budget))) kept.push(item);
  return kept;
}

function zip(lists: unknown[][], budget: Budget): unknown[][] {
  const length = Math.max(...lists.map((items) => items.length));
  budget.spend(length * lists.length);
  return Array.from({ length }, (_, index) => lists.map((items) => items[index] ?? null));
}

const count = (value: unknown, what: string): number => whole(value, 0, 1_000_000, what);

export const lists: Record<string, Fn> = {
  count: fn(
    'count(list): number',
    'How many items it has; with a condition see list.count(x, condition).',
    ['count([1, 2])', 2],
    ([value], budget) => list(value, budget).length,
  ),
  first: fn(
    'first(list): any',
    'The first item; null of an empty list.',
    ['first([3, 4])', 3],
    ([value], budget) => list(value, budget)[0] ?? null,
  ),
  last: fn(
    'last(list): any',
    'The last item; null of an empty list.',
    ['last([3, 4])', 4],
    ([value], budget) => list(value, budget).at(-1) ?? null,
  ),
  take: fn(
    'take(list, number): list',
    'So many from the beginning.',
    ['take([1, 2, 3], 2)', [1, 2]],
    ([value, most], budget) => list(value, budget).slice(0, count(most, 'the number of items')),
  ),
  skip: fn(
    'skip(list, number): list',
    'Without so many from the beginning.',
    ['skip([1, 2, 3], 2)', [3]],
    ([value, most], budget) => list(value, budget).slice(count(most, 'the number of items')),
  ),
  slice: fn(
    'slice(value, from, to?): any',
    'Part of a list or a text; negative positions count from the end.',
    ['slice([1, 2, 3, 4], 1, -1)', [2, 3]],
    ([value, from, to], budget) => slice(value, from, to, budget),
  ),
  sort: fn(
    'sort(list): list',
    'Numbers or texts in rising order; by a key see list.sortBy(x, key).',
    ['sort([3, 1, 2])', [1, 2, 3]],
    ([value], budget) => {
      const items = list(value, budget).slice();
      budget.spend(items.length * 8);
      return items.sort(compare);
    },
  ),
  reverse: fn('reverse(list): list', 'The other way round.', ['reverse([1, 2])', [2, 1]], ([value], budget) =>
    list(value, budget).slice().reverse(),
  ),
  distinct: fn(
    'distinct(list): list',
    'Each item once, where it first stood.',
    ['distinct([1, 2, 1])', [1, 2]],
    ([value], budget) => distinct(list(value, budget), budget),
  ),
  flatten: fn(
    'flatten(list): list',
    'The items of its lists, one level deep.',
    ['flatten([[1], [2, [3]], 4])', [1, 2, [3], 4]],
    ([value], budget) => {
      const items = list(value, budget);
      for (const item of items) if (Array.isArray(item)) budget.spend(item.length);
      return items.flatMap((item) => item);
    },
  ),
  compact: fn('compact(list): list', 'Without null.', ['compact([1, null, 0])', [1, 0]], ([value], budget) =>
    list(value, budget).filter((item) => item !== null && item !== undefined),
  ),
  zip: fn(
    'zip(list, others…): list',
    'First with first, second with second; null where a list is shorter.',
    [
      'zip([1, 2], ["a"])',
      [
        [1, 'a'],
        [2, null],
      ],
    ],
    (args, budget) =>
      zip(
        args.map((item) => list(item, budget)),
        budget,
      ),
  ),
  chunk: fn(
    'chunk(list, size): list',
    'Lists of at most so many items.',
    ['chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    ([value, size], budget) => {
      const items = list(value, budget);
      const each = whole(size, 1, 1_000_000, 'the size of a chunk');
      return Array.from({ length: Math.ceil(items.length / each) }, (_, index) =>
        items.slice(index * each, (index + 1) * each),
      );
    },
  ),
  range: fn(
    'range(from, to): list',
    'Whole numbers, from the first up to the last, which is left out.',
    ['range(2, 5)', [2, 3, 4]],
    ([from, to], budget) => {
      const [start, end] = [number(from), number(to)];
      if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end))
        throw new ValueError(`expected whole numbers, got ${typeName(from)}`, from);
      const length = Math.max(0, end - start);
      budget.spend(length);
      return Array.from({ length }, (_, index) => start + index);
    },
  ),
};
