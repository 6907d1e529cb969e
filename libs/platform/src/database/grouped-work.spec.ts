import { GroupedWork } from './grouped-work.js';

const groupsOf = (work: (items: readonly number[]) => Promise<number[]>, lanes = 1) =>
  new GroupedWork<number, number>({ work, lanes, largest: 3 });

describe('work that is done together', () => {
  it('is done for those who came together, up to the largest', async () => {
    const seen: number[][] = [];
    const groups = groupsOf((items) => {
      seen.push([...items]);
      return Promise.resolve(items.map((item) => item * 2));
    });
    expect(await Promise.all([1, 2, 3, 4].map((item) => groups.add(item)))).toEqual([2, 4, 6, 8]);
    expect(seen).toEqual([[1, 2, 3], [4]]);
  });

  it('gathers while a group is at work', async () => {
    const seen: number[][] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const groups = groupsOf(async (items) => {
      seen.push([...items]);
      if (seen.length === 1) await held;
      return [...items];
    });
    const first = groups.add(1);
    await new Promise(setImmediate);
    const others = [groups.add(2), groups.add(3)];
    await new Promise(setImmediate);
    release();
    await Promise.all([first, ...others]);
    expect(seen).toEqual([[1], [2, 3]]);
  });

  it('that stops the process lets others come up after a group of several, and nobody wait who is alone', async () => {
    const seen: number[][] = [];
    const groups = new GroupedWork<number, number>({
      work: async (items) => {
        seen.push([...items]);
        for (const end = performance.now() + 3; performance.now() < end;);
        return [...items];
      },
      lanes: 1,
      largest: 10,
      stops: true,
    });
    await groups.add(1);
    const alone = groups.add(2);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(seen).toEqual([[1], [2]]);
    await alone;
    await Promise.all([groups.add(3), groups.add(4)]);
    const next = groups.add(5);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    await Promise.all([next, groups.add(6)]);
    expect(seen.slice(2)).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });

  it('gathers for longer in a process that never rests', async () => {
    jest.useFakeTimers();
    const waitedIn = async (isRestless: boolean) => {
      const begun: number[] = [];
      const work = async (items: readonly number[]) => {
        begun.push(performance.now());
        await new Promise((done) => setTimeout(done, 1));
        return [...items];
      };
      const groups = new GroupedWork({ work, lanes: 1, largest: 10, stops: true, isRestless: () => isRestless });
      const several = [groups.add(1), groups.add(2)];
      await jest.advanceTimersByTimeAsync(1);
      const next = groups.add(3);
      await jest.advanceTimersByTimeAsync(20);
      await Promise.all([...several, next]);
      return begun[1]! - begun[0]! - 1;
    };
    expect([await waitedIn(false), await waitedIn(true)]).toEqual([3, 8]);
    jest.useRealTimers();
  });

  it('that fails is done again one by one: what is refused fails alone', async () => {
    const groups = groupsOf((items) =>
      items.includes(2) ? Promise.reject(new Error('two')) : Promise.resolve([...items]),
    );
    const settled = await Promise.allSettled([1, 2, 3].map((item) => groups.add(item)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
