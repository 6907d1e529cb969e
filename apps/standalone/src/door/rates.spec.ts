import { Rates } from './rates.js';

describe('rates of the front door', () => {
  const rate = { name: 'api' as const, paths: '^/api/', perSecond: 10, burst: 5 };

  it('let a burst in, then as many as the rate says', () => {
    let now = 0;
    const rates = new Rates([rate], () => now);
    const taken = (times: number) =>
      Array.from({ length: times }, () => rates.take('a', '/api/x')).filter(Boolean).length;
    expect(taken(20)).toBe(6);
    now += 300;
    expect(taken(20)).toBe(3);
    now += 60_000;
    expect(taken(20)).toBe(6);
  });

  it('count each address by itself, and no other path', () => {
    const rates = new Rates([rate], () => 0);
    for (let time = 0; time < 10; time++) rates.take('a', '/api/x');
    expect([rates.take('a', '/api/x'), rates.take('b', '/api/x'), rates.take('a', '/assets/x')]).toEqual([
      ...[false, true, true],
    ]);
  });
});
