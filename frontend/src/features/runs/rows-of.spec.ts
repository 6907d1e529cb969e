import { cellText, columnsOf, rowsOf } from './rows-of.js';

const rows = [{ a: 1 }, { a: 2, b: 'x' }];

it.each([
  ['a list of objects', rows, rows],
  ['an object around one', { items: rows, total: 2 }, rows],
  ['an object around two', { one: rows, other: rows }, null],
  ['a list of numbers', [1, 2], null],
  ['an empty list', [], null],
  ['a text', 'x', null],
  ['nothing', null, null],
])('%s', (_, value, expected) => expect(rowsOf(value)).toEqual(expected));

it('has every field once', () => expect(columnsOf(rows)).toEqual(['a', 'b']));
it('shows at most as many fields as fit', () => expect(columnsOf([{ a: 1, b: 2, c: 3 }], 2)).toEqual(['a', 'b']));
it.each([
  [null, ''],
  ['x', 'x'],
  [3, '3'],
  [{ a: 1 }, '{"a":1}'],
])('a cell of %j', (value, text) => expect(cellText(value)).toBe(text));
