import { mailTime } from './mail-time.js';

const berlin = { quietHours: null, timezone: 'Europe/Berlin', digest: 'off', digestAt: '08:00' } as const;
const night = { ...berlin, quietHours: { from: '22:00', to: '07:00' } };
const at = (text: string) => Date.parse(text);

describe('when a mail goes to somebody', () => {
  it('is at once, unless he sleeps', () => {
    expect(mailTime(berlin, at('2026-11-29T23:00:00Z'))).toEqual({ when: 'now' });
    // 21:59, 22:00, 06:59 and 07:00 in Berlin.
    expect(mailTime(night, at('2026-11-29T20:59:00Z'))).toEqual({ when: 'now' });
    expect(mailTime(night, at('2026-11-29T21:00:00Z'))).toEqual({ when: 'later', at: at('2026-11-30T06:00:00Z') });
    expect(mailTime(night, at('2026-11-30T05:59:59Z'))).toEqual({ when: 'later', at: at('2026-11-30T06:00:00Z') });
    expect(mailTime(night, at('2026-11-30T06:00:00Z'))).toEqual({ when: 'now' });
  });

  it('keeps to the hours of the day also where the clocks change', () => {
    // The night of 28 to 29 March 2026 is an hour shorter.
    expect(mailTime(night, at('2026-03-28T22:00:00Z'))).toEqual({ when: 'later', at: at('2026-03-29T05:00:00Z') });
    expect(mailTime(night, at('2026-10-24T21:00:00Z'))).toEqual({ when: 'later', at: at('2026-10-25T06:00:00Z') });
  });

  it('knows quiet hours within a day', () => {
    const siesta = { ...berlin, quietHours: { from: '13:00', to: '15:00' } };
    expect(mailTime(siesta, at('2026-06-01T11:30:00Z'))).toEqual({ when: 'later', at: at('2026-06-01T13:00:00Z') });
    expect(mailTime(siesta, at('2026-06-01T13:00:00Z'))).toEqual({ when: 'now' });
  });

  it('is the next full hour, or the hour of the day, for whoever wants it gathered, and never in his sleep', () => {
    const hourly = { ...night, digest: 'hourly' as const };
    expect(mailTime(hourly, at('2026-11-29T10:20:00Z'))).toEqual({ when: 'gathered', at: at('2026-11-29T11:00:00Z') });
    expect(mailTime(hourly, at('2026-11-29T21:20:00Z'))).toEqual({ when: 'gathered', at: at('2026-11-30T06:00:00Z') });
    const daily = { ...berlin, digest: 'daily' as const, digestAt: '08:30' };
    expect(mailTime(daily, at('2026-11-29T07:29:00Z'))).toEqual({ when: 'gathered', at: at('2026-11-29T07:30:00Z') });
    expect(mailTime(daily, at('2026-11-29T07:30:00Z'))).toEqual({ when: 'gathered', at: at('2026-11-30T07:30:00Z') });
  });

  it('gathers what is too much', () => {
    expect(mailTime(berlin, at('2026-11-29T10:20:00Z'), true)).toEqual({
      when: 'gathered',
      at: at('2026-11-29T11:00:00Z'),
    });
  });
});
