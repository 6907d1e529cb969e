import type { RunSummary } from '#libs/contracts';
import { ceiling } from './hour-chart.js';
import { summarizeToday } from './today.js';

const now = new Date(2026, 10, 20, 10, 23).getTime();
const run = (status: RunSummary['status'], hoursAgo: number, costMicros = 0): RunSummary =>
  ({
    status,
    createdAt: new Date(now - hoursAgo * 3_600_000).toISOString(),
    usage: { inputTokens: 10, outputTokens: 2, costMicros },
  }) as RunSummary;

describe('today', () => {
  const runs = [
    run('running', 0.1),
    run('succeeded', 0.5, 400),
    run('failed', 1),
    run('succeeded', 2, 100),
    run('succeeded', 12),
  ];

  it('counts since midnight only', () =>
    expect(summarizeToday(runs, true, now)).toMatchObject({
      runs: 4,
      active: 1,
      succeeded: 2,
      failed: 1,
      costMicros: 500,
      tokens: 48,
      partial: false,
    }));
  it('knows the hour of each', () =>
    expect(summarizeToday(runs, true, now).hours[9]).toMatchObject({ succeeded: 1, failed: 1, open: 0 }));
  it('admits when there may be more', () => expect(summarizeToday(runs.slice(0, 4), false, now).partial).toBe(true));
});

it.each([
  [1, 3],
  [9, 15],
  [16, 30],
  [220, 300],
])('an axis for %p goes to %p', (most, top) => expect(ceiling(most)).toBe(top));
