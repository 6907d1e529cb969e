import { readWidths, resized } from './split.js';

const usual = [28, 42, 30];

it('a border moves between its neighbours alone, and leaves each room', () => {
  expect(resized(usual, 0, 38)).toEqual([38, 32, 30]);
  expect(resized(usual, 1, 60)).toEqual([28, 32, 40]);
  expect(resized(usual, 0, 2)).toEqual([18, 52, 30]);
  expect(resized(usual, 0, 99)).toEqual([52, 18, 30]);
  expect(resized(usual, 1, 99)).toEqual([28, 54, 18]);
});

it('what was remembered counts when it still fits', () => {
  expect(readWidths('20.0 50.0 30.0', usual)).toEqual([20, 50, 30]);
  for (const text of [null, '', '50 50', '10 60 30', 'a b c', '40 40 40']) expect(readWidths(text, usual)).toBe(usual);
});
