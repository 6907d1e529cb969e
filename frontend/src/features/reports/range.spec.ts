import { changeOf, rangeOf, weekBefore } from './range.js';

const now = new Date(2026, 10, 20, 10, 23).getTime();
const local = (text: string) => new Date(text).toString().slice(0, 21);

describe('the range of a report', () => {
  it('begins with a whole day here', () => {
    expect(local(rangeOf(7, now).from)).toBe(new Date(2026, 10, 14).toString().slice(0, 21));
    expect(rangeOf(7, now).by).toBe('day');
  });
  it('is the hours of today for one day', () => {
    expect(local(rangeOf(1, now).from)).toBe(new Date(2026, 10, 20).toString().slice(0, 21));
    expect(rangeOf(1, now).by).toBe('hour');
  });
  it('is compared with the same hours of the same day a week ago', () => {
    const { from, to } = weekBefore(rangeOf(1, now), now);
    expect(local(from)).toBe(new Date(2026, 10, 13).toString().slice(0, 21));
    expect(local(to)).toBe(new Date(2026, 10, 13, 10, 23).toString().slice(0, 21));
  });
});

it.each([
  [120, 100, 0.2],
  [50, 100, -0.5],
  [5, 0, null],
  [null, 3, null],
])('%p after %p', (after, before, change) => expect(changeOf(after, before)).toBe(change));
