import { addDuration, duration, instant } from './durations.js';

const at = Date.parse('2026-01-31T10:00:00Z');
const after = (text: string) => new Date(addDuration(at, text)).toISOString();

describe('durations', () => {
  it.each([
    ['PT15M', '2026-01-31T10:15:00.000Z'],
    ['P3D', '2026-02-03T10:00:00.000Z'],
    ['P2W', '2026-02-14T10:00:00.000Z'],
    ['P1M', '2026-02-28T10:00:00.000Z'],
    ['P2Y1M', '2028-02-29T10:00:00.000Z'],
    ['P1DT2H3M4.5S', '2026-02-01T12:03:04.500Z'],
  ])('adds %s', (text, expected) => expect(after(text)).toBe(expected));

  it.each(['P', 'PT', 'P1H', '1D', '-P1D', ''])('refuses %j', (text) => {
    expect(() => addDuration(at, text)).toThrow(RangeError);
    expect(duration().safeParse(text).success).toBe(false);
  });

  it('refuses more than ten years', () => {
    expect(duration().safeParse('P9Y').success).toBe(true);
    expect(duration().safeParse('P11Y').success).toBe(false);
  });

  it('wants an offset with a time', () => {
    expect(instant().safeParse('2026-12-24T18:00:00+01:00').success).toBe(true);
    expect(instant().safeParse('2026-12-24T18:00:00').success).toBe(false);
  });
});
