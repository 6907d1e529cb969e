import { beginOf, dayAfter, dayOf, dayText } from './days.js';
import { percentiles } from './health.service.js';
import { partsOf } from './spend.repository.js';

const utc = (text: string) => Date.parse(`${text}Z`);

describe('days of a zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T23:30:00', '2026-03-29', '2026-03-28T23:00:00'],
    ['America/New_York', '2026-01-01T04:59:59', '2025-12-31', '2025-12-31T05:00:00'],
    // Midnight does not happen there on the day when the clocks go forward.
    ['Africa/Cairo', '2026-04-24T12:00:00', '2026-04-24', '2026-04-23T22:00:00'],
    ['Asia/Kathmandu', '2026-05-01T18:15:00', '2026-05-02', '2026-05-01T18:15:00'],
  ])('%s at %s is %s, begun at %s', (zone, at, text, begun) => {
    const day = dayOf(zone, utc(at));
    expect(dayText(day)).toBe(text);
    expect(new Date(beginOf(zone, day)).toISOString()).toBe(new Date(utc(begun)).toISOString());
    expect(dayOf(zone, beginOf(zone, day))).toBe(day);
    expect(dayOf(zone, beginOf(zone, day) - 1)).toBe(dayAfter(day, -1));
  });
});

describe('percentiles', () => {
  it('are values that occurred', () => {
    expect(percentiles([])).toEqual({ p50: null, p95: null });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7 });
    expect(percentiles([30, 10, 20])).toEqual({ p50: 20, p95: 30 });
  });
});

describe('a span in quarters of an hour', () => {
  const m = 60_000;
  it('is whole ones and what is left before and after', () => {
    expect(partsOf({ from: 7 * m, to: 50 * m })).toEqual({
      whole: { from: 15 * m, to: 45 * m },
      rest: [
        { from: 7 * m, to: 15 * m },
        { from: 45 * m, to: 50 * m },
      ],
    });
    expect(partsOf({ from: 15 * m, to: 30 * m })).toEqual({ whole: { from: 15 * m, to: 30 * m }, rest: [] });
    expect(partsOf({ from: 1 * m, to: 2 * m })).toEqual({ rest: [{ from: 1 * m, to: 2 * m }] });
    expect(partsOf({ from: 14 * m, to: 16 * m })).toEqual({ rest: [{ from: 14 * m, to: 16 * m }] });
    expect(partsOf({})).toEqual({ whole: { from: undefined, to: undefined }, rest: [] });
  });
});
