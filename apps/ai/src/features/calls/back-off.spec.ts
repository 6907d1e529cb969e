import { AppError } from '#libs/contracts';
import { backOffMs, mostAttempts } from './back-off.js';

describe('backOffMs', () => {
  const down = new AppError('MODEL_UNAVAILABLE');
  it('doubles, with jitter, and ends', () => {
    expect([backOffMs(down, 1, () => 0), backOffMs(down, 1, () => 1)]).toEqual([125, 375]);
    expect([backOffMs(down, 2, () => 0), backOffMs(down, 2, () => 1)]).toEqual([250, 750]);
    expect(backOffMs(down, mostAttempts)).toBeUndefined();
  });
  it('waits as long as the provider asks, when that is short', () => {
    const slowDown = (retryAfterMs: number) => new AppError('MODEL_RATE_LIMITED', { retryAfterMs });
    expect(backOffMs(slowDown(2000), 1)).toBe(2000);
    expect(backOffMs(slowDown(10_001), 1)).toBeUndefined();
  });
  it('repeats nothing that stays wrong', () => {
    expect(backOffMs(new AppError('MODEL_REFUSED'), 1)).toBeUndefined();
    expect(backOffMs(new Error('unforeseen'), 1)).toBeUndefined();
  });
});
