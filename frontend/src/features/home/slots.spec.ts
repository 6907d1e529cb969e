import type { RunReport } from '#libs/contracts';
import { axisTop, placesOf, slotsOf } from './slots.js';

const hour = (n: number, runs: number): RunReport['items'][number] => ({
  at: new Date(Date.UTC(2026, 10, 20, n)).toISOString(),
  runs,
  succeeded: runs,
  failed: 0,
  cancelled: 0,
  open: 0,
  success: 1,
  durationMs: { p50: null, p95: null },
});
const label = ({ at }: { at: string }) => at.slice(11, 16);

describe('the bars of a day', () => {
  it('go on where today has not come yet, for what is usual', () => {
    const slots = slotsOf([hour(0, 2), hour(1, 3)], [hour(0, 1), hour(1, 4), hour(2, 5)], label);
    expect(slots.map(({ label: text, succeeded, usual }) => [text, succeeded, usual])).toEqual([
      ['00:00', 2, 1],
      ['01:00', 3, 4],
      ['02:00', 0, 5],
    ]);
  });
  it('have nothing beside them where nothing is compared', () =>
    expect(slotsOf([hour(0, 2)], [], label)[0]?.usual).toBeNull());
  it('are none for nothing', () => expect(slotsOf([], [], label)).toEqual([]));
});

it.each([
  [1, 3],
  [9, 15],
  [16, 30],
  [220, 300],
])('an axis for %p goes to %p', (most, top) => expect(axisTop(most)).toBe(top));

it('labels stand evenly, and never too many', () => {
  expect(placesOf(24, 8)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  expect(placesOf(7, 8)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(placesOf(30, 4)).toEqual([0, 8, 16, 24]);
});
