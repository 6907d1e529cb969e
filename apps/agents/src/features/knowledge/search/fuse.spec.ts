import { fuse } from './fuse.js';

const names = (lists: string[][]) => fuse(lists, (name) => name).map(({ item }) => item);

describe('joining lists', () => {
  it('prefers what stands in several, then what stands higher', () => {
    expect(
      names([
        ['a', 'b', 'c'],
        ['c', 'd'],
      ]),
    ).toEqual(['c', 'a', 'b', 'd']);
  });

  it('keeps the order of one list alone, and says in which each was', () => {
    expect(names([['x', 'y'], []])).toEqual(['x', 'y']);
    expect(fuse([['x'], ['y', 'x']], (name) => name).map(({ item, lists }) => [item, lists])).toEqual([
      ['x', [0, 1]],
      ['y', [1]],
    ]);
  });

  it('counts what a list holds twice once', () => {
    expect(fuse([['a', 'a']], (name) => name)).toEqual([{ item: 'a', score: 1 / 61, lists: [0] }]);
  });
});
