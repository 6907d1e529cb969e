import { describeTiming } from './describe-timing.js';

describe('a schedule in plain words', () => {
  it.each([
    ['* * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['*/15 9-17 * * 1-5', 'Every 15 minutes in hour 9 to 17 on Monday to Friday'],
    ['0 * * * *', 'Every hour'],
    ['0 */6 * * *', 'Every 6 hours'],
    ['5 * * * *', 'At minute 5 of every hour'],
    ['0 9 * * *', 'At 09:00'],
    ['30 9,17 * * MON-FRI', 'At 09:30 and 17:30 on Monday to Friday'],
    ['0 0 1 * *', 'At 00:00 on day 1 of the month'],
    ['0 0 L * *', 'At 00:00 on the last day of the month'],
    ['0 8 1,15 1,JUL 0', 'At 08:00 on day 1 and 15 of the month or Sunday in January and July'],
  ])('%s: %s', (cron, words) => {
    expect(describeTiming({ cron, timezone: 'Europe/Berlin' })).toBe(`${words}, Europe/Berlin`);
  });

  it('says periods and single times', () => {
    expect(describeTiming({ every: 'PT15M', since: 0 })).toBe('Every 15 minutes');
    expect(describeTiming({ every: 'P1D', since: 0 })).toBe('Every day');
    expect(describeTiming({ every: 'P1DT12H', since: 0 })).toBe('Every 1 day and 12 hours');
    expect(describeTiming({ at: '2026-12-24T18:00:00+01:00' })).toBe('Once, at 2026-12-24T17:00:00Z');
  });
});
