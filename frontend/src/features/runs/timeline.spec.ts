import type { Span } from './run-state.js';
import { busyStretches, timeScale, workedMs } from './timeline.js';

const span = (from: number, to: number | null, outcome: Span['outcome'] = 'succeeded'): Span => ({
  attempt: 1,
  from,
  to,
  outcome,
});
const minute = 60_000;

describe('the time axis', () => {
  it('folds a wait above 30 s to a narrow strip', () => {
    const scale = timeScale(
      [span(0, 2000), span(2000, 42 * minute, 'waiting'), span(42 * minute, 42 * minute + 6000)],
      0,
      42 * minute + 6000,
    );
    expect(scale.segments.map(({ folded }) => folded)).toEqual([false, true, false]);
    const [work, wait, rest] = scale.segments;
    expect(wait?.width).toBeCloseTo(0.18);
    expect((rest?.width ?? 0) / (work?.width ?? 1)).toBeCloseTo(3);
    expect(scale.x(0)).toBe(0);
    expect(scale.x(42 * minute + 6000)).toBeCloseTo(1);
  });

  it('leaves short pauses as they are', () => {
    const scale = timeScale([span(0, 1000), span(20_000, 21_000)], 0, 21_000);
    expect(scale.segments).toHaveLength(1);
    expect(scale.x(10_500)).toBeCloseTo(0.5);
  });

  it('does not fold what goes on beside a wait', () => {
    const scale = timeScale([span(0, 10 * minute, 'waiting'), span(0, 10 * minute)], 0, 10 * minute);
    expect(scale.segments.some(({ folded }) => folded)).toBe(false);
  });

  it('keeps work visible beside many waits', () => {
    const spans = Array.from({ length: 8 }, (_, index) => span(index * 10 * minute, index * 10 * minute + 1000));
    const scale = timeScale(spans, 0, 71 * minute);
    const folded = scale.segments.filter((segment) => segment.folded).reduce((sum, segment) => sum + segment.width, 0);
    expect(folded).toBeCloseTo(0.4);
  });

  it('finds the moment at a place again', () => {
    const scale = timeScale([span(0, 2000), span(42 * minute, 42 * minute + 6000)], 0, 42 * minute + 6000);
    for (const at of [0, 500, 2000, 20 * minute, 42 * minute + 3000]) expect(scale.at(scale.x(at))).toBeCloseTo(at, 0);
  });

  it('has an axis before anything was worked on', () => {
    expect(timeScale([], 1000, 1000).x(1000)).toBe(0);
    expect(timeScale([], 0, 10 * minute).segments).toMatchObject([{ folded: true, width: 1 }]);
  });
});

describe('working time', () => {
  it('counts what goes on at the same time once, and waits not at all', () => {
    const spans = [span(0, 1000), span(500, 2000), span(2000, 90_000, 'waiting'), span(90_000, null, 'running')];
    expect(busyStretches(spans, 91_000)).toEqual([
      { from: 0, to: 2000 },
      { from: 90_000, to: 91_000 },
    ]);
    expect(workedMs(spans, 91_000)).toBe(3000);
  });
});
