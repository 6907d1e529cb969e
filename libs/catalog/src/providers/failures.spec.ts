import { AppError } from '#libs/contracts';
import { failureOf, platformError, withoutKeys } from './failures.js';

describe('the verdicts of faults', () => {
  it.each([
    [500, undefined, 'MODEL_UNAVAILABLE'],
    [529, 'overloaded_error', 'MODEL_UNAVAILABLE'],
    [408, undefined, 'MODEL_UNAVAILABLE'],
    [undefined, undefined, 'MODEL_UNAVAILABLE'],
    [undefined, 'rate_limit_error', 'MODEL_RATE_LIMITED'],
    [429, undefined, 'MODEL_RATE_LIMITED'],
    [429, 'RESOURCE_EXHAUSTED', 'MODEL_RATE_LIMITED'],
    [429, 'insufficient_quota', 'MODEL_REFUSED'],
    [402, undefined, 'MODEL_REFUSED'],
    [404, undefined, 'MODEL_NOT_FOUND'],
    [401, undefined, 'MODEL_REFUSED'],
    [400, undefined, 'MODEL_REFUSED'],
    [413, undefined, 'MODEL_REFUSED'],
  ] as const)('status %s, code %s: %s', (status, code, verdict) => {
    expect(failureOf({ status, code, says: 'because', cause: undefined }, 'm').code).toBe(verdict);
  });

  it.each([
    'sk-proj-abc123_DEF456',
    'sk-ant-api03-abcdef',
    'sk-or-v1-0123456789',
    'AIzaSyA1234567890abcdef',
    'Bearer abcdef123456',
    'gsk_abcdef123456',
  ])('keep %s back', (key) => {
    expect(withoutKeys(`Incorrect API key provided: ${key}. Look it up.`)).not.toContain(key.slice(-6));
  });

  it('let what the guard of outbound calls refused stand, however deep', () => {
    const refused = new AppError('EGRESS_REFUSED');
    const wrapped = new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: refused }) });
    expect(platformError(wrapped)).toBe(refused);
    expect(platformError(new AppError('EGRESS_FAILED'))).toBeUndefined();
  });

  it('wait as long as the server says', () => {
    const after = (headers: Record<string, string>) =>
      failureOf({ status: 429, headers: new Headers(headers), cause: undefined }, 'm').details.retryAfterMs;
    expect(after({ 'retry-after': '7' })).toBe(7000);
    expect(after({ 'retry-after-ms': '1500', 'retry-after': '2' })).toBe(1500);
    expect(after({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() })).toBeGreaterThan(55_000);
    expect(after({})).toBeUndefined();
  });
});
