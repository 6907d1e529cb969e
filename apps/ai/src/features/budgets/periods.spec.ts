import { periodOf } from './periods.js';
import { dollars } from './refusals.js';

const utc = (text: string) => Date.parse(`${text}Z`);
const span = (period: 'day' | 'week' | 'month', timezone: string, at: string) => {
  const { from, to } = periodOf({ period, timezone }, utc(at));
  return [from, to].map((each) => new Date(each!).toISOString().slice(0, 16));
};

describe('periods of budgets', () => {
  it('are days, weeks from Monday and months of a zone', () => {
    expect(span('day', 'UTC', '2026-02-28T23:59:59')).toEqual(['2026-02-28T00:00', '2026-03-01T00:00']);
    expect(span('week', 'UTC', '2026-03-01T12:00:00')).toEqual(['2026-02-23T00:00', '2026-03-02T00:00']);
    expect(span('week', 'UTC', '2026-03-02T00:00:00')).toEqual(['2026-03-02T00:00', '2026-03-09T00:00']);
    expect(span('month', 'Europe/Berlin', '2026-03-31T22:30:00')).toEqual(['2026-03-31T22:00', '2026-04-30T22:00']);
    expect(span('month', 'UTC', '2025-12-31T22:30:00')).toEqual(['2025-12-01T00:00', '2026-01-01T00:00']);
  });

  it('last 23 and 25 hours on the days when clocks change', () => {
    expect(span('day', 'Europe/Berlin', '2026-03-29T12:00:00')).toEqual(['2026-03-28T23:00', '2026-03-29T22:00']);
    expect(span('day', 'Europe/Berlin', '2026-10-25T12:00:00')).toEqual(['2026-10-24T22:00', '2026-10-25T23:00']);
  });

  it('or one without an end', () => {
    expect(periodOf({ period: 'total', timezone: 'UTC' }, 5)).toEqual({ from: 0, to: null });
  });
});

describe('dollars', () => {
  it('show what is left, however little', () => {
    expect([0, 1, 12_500, 1_000_000, 12_345_678].map(dollars)).toEqual([
      '$0.00',
      '$0.000001',
      '$0.0125',
      '$1.00',
      '$12.35',
    ]);
  });
});
