import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from './in-parallel.js';
import { told } from './progress.js';

const all = async <T>(from: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const each of from) list.push(each);
  return list;
};
const reading = (done: number) => ({ phase: 'reading' as const, done, total: 2 });

describe('told', () => {
  it('says how far the work is, then the answer', async () => {
    const events = await all(
      told(async (report) => {
        report(reading(0));
        await sleep(5);
        report(reading(1));
        report(reading(2));
        return 'done';
      }),
    );
    expect(events).toEqual([
      { type: 'progress', progress: reading(0) },
      { type: 'progress', progress: reading(2) },
      { type: 'answer', answer: 'done' },
    ]);
  });

  it('says something when nothing happens, so that nobody gives up', async () => {
    const events = await all(told(() => sleep(60, 'done'), { everyMs: 10 }));
    expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThanOrEqual(2);
  });

  it('throws what the work threw', async () => {
    await expect(all(told(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  });
});

describe('inParallel', () => {
  const { signal } = new AbortController();

  it('keeps the order and the bound', async () => {
    let [now, most] = [0, 0];
    const answers = await inParallel([5, 4, 3, 2, 1, 0], { most: 3, signal }, async (item) => {
      most = Math.max(most, (now += 1));
      await sleep(item * 3);
      now -= 1;
      return item * 10;
    });
    expect(answers).toEqual([50, 40, 30, 20, 10, 0]);
    expect(most).toBe(3);
  });

  it('ends all when one fails, and begins no further one', async () => {
    const begun: number[] = [];
    const work = inParallel([0, 1, 2, 3, 4], { most: 2, signal }, async (item, _, ending) => {
      begun.push(item);
      if (item === 1) throw new Error('one');
      await sleep(1000, undefined, { signal: ending });
    });
    await expect(work).rejects.toThrow('one');
    expect(begun).toEqual([0, 1]);
  });
});
