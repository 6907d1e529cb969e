import { dollarsOf, microsOf } from './dollars.js';

it.each([
  ['0.75', 750_000],
  ['1,5', 1_500_000],
  ['$ 600', 600_000_000],
  ['0', 0],
  ['0.000001', 1],
])('reads %p', (typed, micros) => expect(microsOf(typed)).toBe(micros));

it.each(['', 'free', '-1', '1.2.3', '1e6', '0.0000001'])('refuses %p', (typed) =>
  expect(microsOf(typed)).toBeUndefined(),
);

it('writes what it reads', () => expect(microsOf(dollarsOf(123_456_789))).toBe(123_456_789));
