import { differencesOf } from './differences.js';

describe('differences', () => {
  it('are none between what is the same, whatever the order of fields', () =>
    expect(differencesOf({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toEqual([]));
  it('name the place', () =>
    expect(differencesOf({ items: [{ price: 1 }, { price: 2 }] }, { items: [{ price: 1 }, { price: 3 }] })).toEqual([
      { path: 'items[1].price', before: 2, after: 3 },
    ]));
  it('show what came and what went', () =>
    expect(differencesOf({ a: 1, l: [1, 2] }, { b: 2, l: [1] })).toEqual([
      { path: 'a', before: 1, after: undefined },
      { path: 'l[1]', before: 2, after: undefined },
      { path: 'b', before: undefined, after: 2 },
    ]));
  it('hold values of another type against each other whole', () =>
    expect(differencesOf([1], { 0: 1 })).toEqual([{ path: '', before: [1], after: { 0: 1 } }]));
  it('end somewhere', () =>
    expect(
      differencesOf(
        Array.from({ length: 500 }, () => 1),
        [],
        10,
      ),
    ).toHaveLength(10));
});
