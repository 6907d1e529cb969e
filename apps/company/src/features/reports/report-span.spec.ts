import { spanOf } from './report-span.js';

const at = (text: string) => Date.parse(text);
const texts = (slots: number[]) => slots.map((slot) => new Date(slot).toISOString());

describe('the span of a report', () => {
  it('is thirty days up to now unless asked', () => {
    const { slots, to } = spanOf({ timezone: 'UTC' }, 'day', at('2026-11-20T10:23:00Z'));
    expect(slots).toHaveLength(30);
    expect(texts(slots).at(-1)).toBe('2026-11-20T00:00:00.000Z');
    expect(to).toBe(at('2026-11-20T10:23:00Z'));
  });

  it('knows the days of a zone, the long and the short one too', () => {
    const { slots } = spanOf(
      { from: '2026-10-24T12:00:00Z', timezone: 'Europe/Berlin' },
      'day',
      at('2026-10-26T12:00:00Z'),
    );
    expect(texts(slots)).toEqual(['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  });

  it('has 25 hours on the day on which the clocks go back', () => {
    const { slots } = spanOf(
      { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z', timezone: 'Europe/Berlin' },
      'hour',
      0,
    );
    expect(slots).toHaveLength(25);
  });

  it('begins hours where the clock on the wall does', () =>
    expect(
      texts(
        spanOf({ from: '2026-11-20T10:05:00Z', timezone: 'Asia/Kolkata' }, 'hour', at('2026-11-20T11:00:00Z')).slots,
      ),
    ).toEqual(['2026-11-20T09:30:00.000Z', '2026-11-20T10:30:00.000Z']));

  it.each([
    ['an end before the begin', { from: '2026-11-21T00:00:00Z', timezone: 'UTC' }, 'day'],
    ['too many hours', { from: '2026-11-01T00:00:00Z', timezone: 'UTC' }, 'hour'],
  ] as const)('refuses %s', (_, query, by) =>
    expect(() => spanOf(query, by, at('2026-11-20T10:23:00Z'))).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    ),
  );
});
