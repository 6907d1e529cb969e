import { AppError } from '#libs/contracts';
import { channels } from './defs.js';
import { appErrorBelow, httpVerdict } from './http-verdict.js';
import { channelRuns } from './runs.js';

describe('channels', () => {
  it('are registered under their ids, each with its run', () => {
    for (const [id, def] of Object.entries(channels)) expect(def.id).toBe(id);
    expect(Object.keys(channelRuns)).toEqual(Object.keys(channels));
  });
});

describe('HTTP verdicts', () => {
  const code = (status: number, retryAfter: string | null = null) => httpVerdict('It', status, 'body', retryAfter);

  it.each([
    [400, 'CHANNEL_REFUSED'],
    [302, 'CHANNEL_REFUSED'],
    [404, 'CHANNEL_REFUSED'],
    [410, 'CHANNEL_REFUSED'],
    [408, 'CHANNEL_FAILED'],
    [500, 'CHANNEL_FAILED'],
    [503, 'CHANNEL_FAILED'],
    [429, 'CHANNEL_BUSY'],
  ])('%d is %s', (status, expected) => expect(code(status).code).toBe(expected));

  it.each([
    ['7', 7000],
    [null, 30_000],
    ['soon', 30_000],
    ['0', 1000],
    ['9999999', 86_400_000],
  ])('waits as Retry-After %j says', (header, ms) => expect(code(429, header).details.retryAfterMs).toBe(ms));

  it('reads Retry-After as a date', () => {
    const ms = code(503, new Date(Date.now() + 60_000).toUTCString()).details.retryAfterMs;
    expect(ms).toBeGreaterThan(50_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  });
});

it("finds the verdict below a library's wrapping", () => {
  const refused = new AppError('EGRESS_REFUSED');
  const axiosLike = new Error('outer', { cause: refused });
  expect(appErrorBelow(Object.assign(new Error('slack'), { original: axiosLike }))).toBe(refused);
  expect(appErrorBelow(new Error('other'))).toBeUndefined();
});
