import { phrase } from './catalogue.js';
import { en } from './en.js';
import { formatter } from './format.js';

const format = formatter('en', (key, params) => phrase(en[key], 'en', params), 'UTC');
const now = Date.parse('2026-11-20T10:23:30Z');
const before = (ms: number) => now - ms;
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe('times', () => {
  it.each([
    [before(0), 'just now'],
    [before(6 * second), '6 s ago'],
    [before(14 * minute), '14 min ago'],
    [before(59 * minute), '59 min ago'],
    [before(hour), '09:23'],
    [Date.parse('2026-11-19T09:41:00Z'), '19 Nov, 09:41'],
    [Date.parse('2025-11-20T09:41:00Z'), '20 Nov 2025'],
  ])('%p is %p', (at, words) => expect(format.time(at, now)).toBe(words));

  it('says nothing of what is not known', () => expect(format.time(null)).toBe('–'));
  it('gives the exact time with its zone', () => expect(format.exact(now)).toBe('20 November 2026 at 10:23:30 UTC'));
  it('writes the date out on Home', () => expect(format.longDate(now)).toBe('Friday 20 November, 10:23'));
  it('tells what is left in its largest unit', () => {
    expect(format.until(now + 23.2 * hour, now)).toBe('in 23 h');
    expect(format.until(now + 1.97 * hour, now)).toBe('in 2 h');
    expect(format.until(now - 1, now)).toBe('overdue');
  });
});

describe('durations', () => {
  it.each([
    [4, '4 ms'],
    [999.6, '1 s'],
    [1700, '1.7 s'],
    [6000, '6 s'],
    [11_400, '11 s'],
    [59_800, '1 min'],
    [minute + 52 * second, '1 min 52 s'],
    [3 * hour + 5 * minute, '3 h 5 min'],
    [2 * day, '2 d'],
    [day + 4 * hour, '1 d 4 h'],
  ])('%p ms are %p', (ms, words) => expect(format.duration(ms)).toBe(words));

  it('keeps the largest unit where room is scarce', () => {
    expect(format.duration(42 * minute + 18 * second, true)).toBe('42 min');
    expect(format.duration(59.8 * minute, true)).toBe('1 h');
  });
  it('knows when there is nothing to tell', () => expect(format.duration(null)).toBe('–'));
});

describe('numbers', () => {
  it.each([
    [1259, '1,259'],
    [99_999, '99,999'],
    [128_400, '128 k'],
    [1_340_000, '1.3 M'],
  ])('%p is %p', (value, words) => expect(format.number(value)).toBe(words));
  it('has one digit of a percent', () => expect(format.percent(0.9771)).toBe('97.7%'));
  it.each([
    [400, '$0.0004'],
    [214_000, '$0.2140'],
    [9_840_000, '$9.84'],
    [null, '–'],
  ])('%p micro-dollars are %p', (micros, words) => expect(format.money(micros)).toBe(words));
  it('counts tokens both ways', () =>
    expect(format.tokens({ inputTokens: 296, outputTokens: 16 })).toBe('296 in, 16 out'));
  it('sizes files', () => {
    expect(format.bytes(840)).toBe('840 B');
    expect(format.bytes(84_000)).toBe('84 KB');
  });
});
