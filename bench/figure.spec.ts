import { figureOf } from './figure.js';

describe('a figure', () => {
  it('is the median of its runs, with the extremes', () => {
    expect(figureOf('b', 'f', 'ms', [5, 1, 9.123])).toEqual({
      bench: 'b',
      figure: 'f',
      value: 5,
      unit: 'ms',
      min: 1,
      max: 9.12,
      runs: 3,
    });
    expect(figureOf('b', 'f', 'ms', [4, 2])).toMatchObject({ value: 3 });
  });
});
