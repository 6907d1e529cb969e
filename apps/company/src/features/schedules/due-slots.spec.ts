import { scheduleConfig } from '../triggers/trigger-configs.js';
import { delayOf } from '../triggers/watch.js';
import { dueSlots } from './due-slots.js';

const minute = 60_000;
const noon = Date.parse('2026-11-20T12:00:00Z');
const every5 = (more: Record<string, unknown> = {}) => scheduleConfig.parse({ cron: '*/5 * * * *', ...more });
const due = (more: Record<string, unknown>, from: number, now: number) => {
  const { fire, missed, last } = dueSlots('trg_1', every5(more), {
    since: 0,
    from: noon + from * minute,
    now: noon + now * minute,
  });
  const minutes = (slot: number) => (slot - noon) / minute;
  return { fire: fire.map(minutes), missed: missed.map(minutes), last: last === undefined ? undefined : minutes(last) };
};

describe('slots that are due', () => {
  it('are the one whose time has come, whatever is said of those that were missed', () => {
    for (const catchUp of ['skip', 'one', 'all'])
      expect(due({ catchUp }, 0, 0.5)).toEqual({ fire: [0], missed: [], last: 0 });
  });

  it('are none before their time', () => {
    expect(due({}, 5, 4.9)).toEqual({ fire: [], missed: [], last: undefined });
  });

  it('are made up for as the schedule says; the one on time starts in any case', () => {
    expect(due({ catchUp: 'skip' }, 0, 15.5)).toEqual({ fire: [15], missed: [0, 5, 10], last: 15 });
    expect(due({ catchUp: 'skip' }, 0, 17)).toEqual({ fire: [], missed: [0, 5, 10, 15], last: 15 });
    expect(due({ catchUp: 'one' }, 0, 17)).toEqual({ fire: [15], missed: [0, 5, 10], last: 15 });
    expect(due({ catchUp: 'all' }, 0, 17)).toEqual({ fire: [0, 5, 10, 15], missed: [], last: 15 });
    expect(due({ catchUp: 'all', catchUpLimit: 2 }, 0, 17)).toEqual({ fire: [10, 15], missed: [0, 5], last: 15 });
  });

  it('are the newest when many were missed, which takes no time', () => {
    const { fire, missed } = due({ catchUp: 'all', catchUpLimit: 3 }, -400 * 24 * 60, 2);
    expect([fire, missed.length, missed.at(-1)]).toEqual([[-10, -5, 0], 100, -15]);
  });

  it('wait for their part of the spread, the same whoever asks', () => {
    const spread = { spread: 'PT4M', catchUp: 'skip' };
    const delay = delayOf('trg_1', every5(spread), noon) / minute;
    expect(delay).toBeGreaterThan(0);
    expect(delay).toBeLessThan(4);
    expect(due(spread, 0, delay - 0.01)).toEqual({ fire: [], missed: [], last: undefined });
    expect(due(spread, 0, delay + 0.01)).toEqual({ fire: [0], missed: [], last: 0 });
    const drawn = new Set(
      Array.from({ length: 50 }, (_, index) => Math.floor(delayOf(`trg_${index}`, every5(spread), noon) / minute)),
    );
    expect(drawn).toEqual(new Set([0, 1, 2, 3]));
  });
});
