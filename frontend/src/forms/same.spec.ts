import { same } from './same.js';

it.each([
  [
    { a: 1, b: [1, { c: null }] },
    { b: [1, { c: null }], a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [[], []],
])('%j is %j', (one, other) => expect(same(one, other)).toBe(true));

it.each([
  [{ a: 1 }, { a: '1' }],
  [{ a: null }, {}],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [{ a: 1 }, { b: 1 }],
])('%j is not %j', (one, other) => expect(same(one, other)).toBe(false));
