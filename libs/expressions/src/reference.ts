/** Everything that can be called in an expression, for documents and completion. */
import type { Callable } from './fn.js';
import { library } from './functions.js';
import type { MacroName } from './macros.js';

/** What the examples may name. */
export const exampleScope = {
  people: [
    { name: 'Ann', age: 41 },
    { name: 'Bob', age: 29 },
    { name: 'Cid', age: 29 },
  ],
};

const loop = (signature: string, does: string, example: string, gives: unknown): Callable => ({
  signature: `list.${signature}`,
  does,
  example: [example, gives],
});

/** Loops name a variable for the item first, and say what is done with it. On a map they go through its keys. */
const loops = {
  '.map': loop(
    'map(x, value): list',
    'What becomes of each item; map(x, condition, value) leaves the others out.',
    'people.map(p, p.name)',
    ['Ann', 'Bob', 'Cid'],
  ),
  '.filter': loop('filter(x, condition): list', 'The items that fit.', 'people.filter(p, p.age > 30).map(p, p.name)', [
    'Ann',
  ]),
  '.all': loop('all(x, condition): boolean', 'Whether all fit.', 'people.all(p, p.age > 18)', true),
  '.exists': loop('exists(x, condition): boolean', 'Whether one fits.', 'people.exists(p, p.name == "Ann")', true),
  '.exists_one': loop(
    'exists_one(x, condition): boolean',
    'Whether exactly one fits.',
    'people.exists_one(p, p.age == 29)',
    false,
  ),
  '.firstWhere': loop(
    'firstWhere(x, condition): any',
    'The first item that fits; null where none does.',
    'people.firstWhere(p, p.age < 40).name',
    'Bob',
  ),
  '.count': loop('count(x, condition): number', 'How many fit.', 'people.count(p, p.age == 29)', 2),
  '.sumBy': loop('sumBy(x, number): number', 'Adds up a number of each.', 'people.sumBy(p, p.age)', 99),
  '.minBy': loop(
    'minBy(x, key): any',
    'The item with the least key, the first of equals; null of an empty list.',
    'people.minBy(p, p.age).name',
    'Bob',
  ),
  '.maxBy': loop('maxBy(x, key): any', 'The item with the greatest key.', 'people.maxBy(p, p.age).name', 'Ann'),
  '.sortBy': loop(
    'sortBy(x, key): list',
    'Rising by a key; equal ones stay in their order.',
    'people.sortBy(p, p.age).map(p, p.name)',
    ['Bob', 'Cid', 'Ann'],
  ),
  '.sortByDesc': loop('sortByDesc(x, key): list', 'Falling by a key.', 'people.sortByDesc(p, p.age)[0].name', 'Ann'),
  '.groupBy': loop(
    'groupBy(x, key): list',
    'Groups {key, items} of equal keys, in the order in which the keys come.',
    'people.groupBy(p, p.age).map(g, g.items.size())',
    [1, 2],
  ),
  '.distinctBy': loop(
    'distinctBy(x, key): list',
    'The first item of each key.',
    'people.distinctBy(p, p.age).map(p, p.name)',
    ['Ann', 'Bob'],
  ),
  '.toMap': loop(
    'toMap(x, key, value?): map',
    'A map by a key; its values are the items unless said otherwise.',
    'people.toMap(p, p.name, p.age).Bob',
    29,
  ),
} satisfies Partial<Record<MacroName, Callable>>;

export const loopMethods: readonly string[] = Object.keys(loops).map((name) => name.slice(1));

const others = {
  has: {
    signature: 'has(field): boolean',
    does: 'Whether the last field of a path is there; what leads to it must be.',
    example: ['has({"a": 1}.a)', true],
  },
  '.bind': {
    signature: 'cel.bind(x, value, result): any',
    does: 'Gives a value a name inside the result.',
    example: ['cel.bind(t, sum([1, 2]), t * t)', 9],
  },
  '.of': {
    signature: 'optional.of(value): optional',
    does: 'An optional with a value.',
    example: ['optional.of(1).value()', 1],
  },
  '.none': {
    signature: 'optional.none(): optional',
    does: 'An optional without one.',
    example: ['optional.none().orValue(0)', 0],
  },
} satisfies Partial<Record<MacroName, Callable>>;

export interface CallableGroup {
  title: string;
  callables: (Callable & { name: string })[];
}

const group = (title: string, table: Record<string, Callable>): CallableGroup => ({
  title,
  callables: Object.entries(table).map(([name, { signature, does, example }]) => ({
    name: name.replace('.', ''),
    signature,
    does,
    example,
  })),
});

/** By what people look for; each example is run by a test. */
export const functionReference: readonly CallableGroup[] = [
  group('Loops', loops),
  ...Object.entries(library).map(([title, table]) => group(title, table)),
  group('Absent and named values', others),
];
