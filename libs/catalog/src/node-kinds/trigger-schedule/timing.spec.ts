import fc from 'fast-check';
import { randomSeed } from '#libs/testing';
import { nextByCron } from './cron.js';
import { lastSlots, nextSlot, nextSlots } from './timing.js';
import { wallOf } from './zone.js';

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
const minute = 60_000;
const hour = 60 * minute;

/**
 * Twelve zones with both of their changes in 2026, as the IANA database has them: the instant of each, what the wall showed
 * before and what it shows from then on.
 */
const changes: [zone: string, forward: string, gap: [string, string], back: string, fold: [string, string]][] = [
  ['Europe/Berlin', '2026-03-29T01:00Z', ['02:00', '03:00'], '2026-10-25T01:00Z', ['02:00', '03:00']],
  ['Europe/London', '2026-03-29T01:00Z', ['01:00', '02:00'], '2026-10-25T01:00Z', ['01:00', '02:00']],
  ['Europe/Athens', '2026-03-29T01:00Z', ['03:00', '04:00'], '2026-10-25T01:00Z', ['03:00', '04:00']],
  ['America/New_York', '2026-03-08T07:00Z', ['02:00', '03:00'], '2026-11-01T06:00Z', ['01:00', '02:00']],
  ['America/Chicago', '2026-03-08T08:00Z', ['02:00', '03:00'], '2026-11-01T07:00Z', ['01:00', '02:00']],
  ['America/Los_Angeles', '2026-03-08T10:00Z', ['02:00', '03:00'], '2026-11-01T09:00Z', ['01:00', '02:00']],
  ['America/St_Johns', '2026-03-08T05:30Z', ['02:00', '03:00'], '2026-11-01T04:30Z', ['01:00', '02:00']],
  ['America/Havana', '2026-03-08T05:00Z', ['00:00', '01:00'], '2026-11-01T05:00Z', ['00:00', '01:00']],
  ['America/Santiago', '2026-09-06T04:00Z', ['00:00', '01:00'], '2026-04-05T03:00Z', ['23:00', '00:00']],
  ['Australia/Sydney', '2026-10-03T16:00Z', ['02:00', '03:00'], '2026-04-04T16:00Z', ['02:00', '03:00']],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', ['02:00', '02:30'], '2026-04-04T15:00Z', ['01:30', '02:00']],
  ['Pacific/Auckland', '2026-09-26T14:00Z', ['02:00', '03:00'], '2026-04-04T14:00Z', ['02:00', '03:00']],
];
const parts = (clock: string) => clock.split(':').map(Number) as [number, number];
/** A quarter of an hour into the part of the day that is left out, or shown twice. */
const inside = (from: string): [number, number] => {
  const [hours, minutes] = parts(from);
  return [hours, minutes + 15];
};
const between = (cron: string, zone: string, from: number, to: number): number[] => {
  const slots: number[] = [];
  for (let at = nextByCron(cron, zone, from); at !== undefined && at < to; at = nextByCron(cron, zone, at))
    slots.push(at);
  return slots;
};

describe.each(changes)('F11: clocks of %s', (zone, forward, [gapFrom, gapTo], back, [foldFrom]) => {
  const [gapAt, foldAt] = [Date.parse(forward), Date.parse(back)];

  it('a time of the day that the gap leaves out comes at its end, once; the days around are as ever', () => {
    const [hours, minutes] = inside(gapFrom);
    const slots = between(`${minutes} ${hours} * * *`, zone, gapAt - 36 * hour, gapAt + 36 * hour);
    expect(slots).toContain(gapAt);
    expect(slots.filter((at) => Math.abs(at - gapAt) < 12 * hour)).toEqual([gapAt]);
    const clock = (at: number) => new Date(wallOf(zone, at)).toISOString().slice(11, 16);
    expect(clock(gapAt)).toBe(gapTo);
    for (const at of slots.filter((each) => each !== gapAt))
      expect(clock(at)).toBe(`${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
  });

  it('several times in the gap come as one', () => {
    const [hours] = parts(gapFrom);
    const slots = between(`5,10,20 ${hours} * * *`, zone, gapAt - 6 * hour, gapAt + 6 * hour);
    expect(slots.map(iso)).toEqual([iso(gapAt)]);
  });

  it('a time of the day that the fold shows twice comes once, the first time', () => {
    const [hours, minutes] = inside(foldFrom);
    const slots = between(`${minutes} ${hours} * * *`, zone, foldAt - 36 * hour, foldAt + 36 * hour);
    const near = slots.filter((at) => Math.abs(at - foldAt) < 12 * hour);
    expect(near).toHaveLength(1);
    expect(near[0]).toBeLessThan(foldAt);
    expect(slots).toHaveLength(3);
  });

  it('intervals go on by elapsed time through both', () => {
    for (const change of [gapAt, foldAt]) {
      const slots = between('*/15 * * * *', zone, change - 4 * hour, change + 4 * hour);
      const steps = slots.slice(1).map((at, index) => at - slots[index]!);
      expect(new Set(steps)).toEqual(new Set([15 * minute]));
      expect(slots).toContain(change);
    }
  });
});

describe('slots', () => {
  it('are those of the pattern, each after the one before, on random patterns and zones', () => {
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc
          .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 2, maxLength: 4 })
          .map((list) => list.join(',')),
      );
    const cron = fc
      .tuple(field(0, 59), field(0, 23), fc.constant('*'), field(1, 12), field(0, 6))
      .map((all) => all.join(' '));
    const zone = fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', ...changes.map(([name]) => name));
    const start = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(cron, zone, start, (pattern, name, from) => {
        const [minutes, hours, , months, days] = pattern.split(' ') as [string, string, string, string, string];
        const takes = (list: string, value: number) => list === '*' || list.split(',').includes(String(value));
        const slots = nextSlots({ cron: pattern, timezone: name }, from, 4);
        slots.forEach((at, index) => expect(at).toBeGreaterThan(slots[index - 1] ?? from));
        for (const at of slots) {
          const wall = new Date(wallOf(name, at));
          const isMoved = wallOf(name, at - 1) !== wallOf(name, at) - 1000;
          if (isMoved) continue;
          expect(takes(minutes, wall.getUTCMinutes()) && takes(hours, wall.getUTCHours())).toBe(true);
          expect(takes(months, wall.getUTCMonth() + 1) && takes(days, wall.getUTCDay())).toBe(true);
        }
      }),
      { seed: randomSeed(), numRuns: 100 },
    );
  });

  it('come every so often, from when they began', () => {
    const since = Date.parse('2026-11-20T10:07:00Z');
    const timing = { every: 'PT15M', since };
    expect(nextSlots(timing, since, 2).map(iso)).toEqual(['2026-11-20T10:22:00.000Z', '2026-11-20T10:37:00.000Z']);
    expect(iso(nextSlot(timing, since - hour))).toBe('2026-11-20T10:22:00.000Z');
  });

  it('come once', () => {
    const timing = { at: '2026-12-24T18:00:00+01:00' };
    const at = Date.parse('2026-12-24T17:00:00Z');
    expect([nextSlot(timing, at - 1), nextSlot(timing, at)]).toEqual([at, undefined]);
  });

  it('are found from the end when many were missed', () => {
    const to = Date.parse('2026-11-20T12:00:00Z');
    const timing = { cron: '* * * * *', timezone: 'UTC' };
    expect(lastSlots(timing, to - 90 * 24 * hour, to, 3).map(iso)).toEqual([
      '2026-11-20T11:58:00.000Z',
      '2026-11-20T11:59:00.000Z',
      '2026-11-20T12:00:00.000Z',
    ]);
    expect(lastSlots({ cron: '0 0 1 1 *', timezone: 'UTC' }, Date.UTC(2020, 5), to, 10)).toHaveLength(6);
    expect(lastSlots(timing, to + 1, to + 1000, 3)).toEqual([]);
  });
});
