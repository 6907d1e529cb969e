import { AppError } from '#libs/contracts';
import { failureOf, isUnknown } from './occurrence.js';

describe('failureOf', () => {
  it('takes the verdict that an error carries', () => {
    expect(failureOf(new AppError('MODEL_RATE_LIMITED', { detail: 'slow down', retryAfterMs: 700 }))).toEqual({
      code: 'MODEL_RATE_LIMITED',
      message: 'slow down',
      retry: 'after',
      retryAfterMs: 700,
    });
  });

  it.each([
    new TypeError('secret'),
    'secret',
    null,
    { code: 'X', retry: 'soon', message: 'secret' },
    Object.assign(new Error('secret'), { code: 'ECONNRESET' }),
  ])('keeps the text of what carries none to itself (%#)', (error) => {
    expect(failureOf(error)).toEqual({ code: 'INTERNAL', message: 'Something went wrong on our side', retry: 'soon' });
  });

  it('knows who does not know', () => {
    expect(isUnknown(new AppError('EGRESS_FAILED', { unknown: true }))).toBe(true);
    expect(isUnknown(new AppError('EGRESS_FAILED'))).toBe(false);
    expect(isUnknown('text')).toBe(false);
  });
});
