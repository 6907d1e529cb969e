import type { LivingWorker, Serving } from '../store/serving.js';
import { ServedGroups } from './served-groups.js';

const worker = (serving: Serving = {}, capacity = 100): LivingWorker => ({
  id: `w${Math.random()}`,
  startedAt: 0,
  expiresAt: 1,
  capacity,
  serving,
});
const seen = (own: Serving, living: LivingWorker[]) => {
  const groups = new ServedGroups(own);
  groups.see(living);
  return groups;
};

describe('groups with workers of their own', () => {
  it('are left to these while one lives', () => {
    const general = seen({}, [worker(), worker({ only: ['a'] })]);
    expect([general.takes('a'), general.takes('b'), general.takes(null)]).toEqual([false, true, true]);
    general.see([worker()]);
    expect(general.takes('a')).toBe(true);
  });

  it('are all that such a worker takes', () => {
    const own = seen({ only: ['a', 'b'] }, [worker(), worker({ only: ['a', 'b'] })]);
    expect([own.takes('a'), own.takes('b'), own.takes('c'), own.takes(null)]).toEqual([true, true, false, false]);
  });

  it('have the room of their workers as places, and a line of their own for hints', () => {
    const groups = seen({}, [worker(), worker({ only: ['a'] }, 3), worker({ only: ['a', 'b'] }, 4)]);
    expect([...groups.places]).toEqual([
      ['a', 7],
      ['b', 4],
    ]);
    expect([groups.lineOf('a'), groups.lineOf('c'), groups.lineOf(null)]).toEqual(['a', undefined, undefined]);
  });

  it('wait without a place when everybody else leaves them alone and no worker of theirs lives', () => {
    const strict = { except: ['a'] };
    const groups = seen(strict, [worker(strict), worker(strict)]);
    expect([groups.takes('a'), groups.takes('b')]).toEqual([false, true]);
    expect([...groups.places]).toEqual([['a', 0]]);
    groups.see([worker(strict), worker({})]);
    expect([...groups.places]).toEqual([]);
    expect(groups.takes('a')).toBe(false);
  });

  it('count a process that takes no runs as nobody', () => {
    const groups = seen({}, [worker(), worker({ only: ['a'] }, 0)]);
    expect(groups.takes('a')).toBe(true);
    expect(groups.places.size).toBe(0);
  });
});
