import { TookTooLong, withinTime } from './watchdog.js';

describe('withinTime', () => {
  it('gives what the work gives, or throws what it throws', () => {
    expect(withinTime(100, () => ({ a: 1 }))).toEqual({ a: 1 });
    const fault = new TypeError('mine');
    expect(() =>
      withinTime(100, () => {
        throw fault;
      }),
    ).toThrow(fault);
  });

  it.each<[string, () => unknown]>([
    [
      'a loop',
      () => {
        for (let n = 0; ; n = (n + 1) % 7);
      },
    ],
    ['a regular expression', () => /^(a+)+$/.test(`${'a'.repeat(50)}b`)],
  ])('stops %s', (_, work) => {
    expect(() => withinTime(50, work)).toThrow(TookTooLong);
    expect(withinTime(50, () => 'and goes on')).toBe('and goes on');
  });
});
