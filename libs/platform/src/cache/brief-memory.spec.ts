import { BriefMemory } from './brief-memory.js';

describe('BriefMemory', () => {
  let [now, loads] = [0, 0];
  const load = async () => ++loads;
  beforeEach(() => void ([now, loads] = [0, 0]));

  it('loads once for all who ask within the time, and again after it', async () => {
    const memory = new BriefMemory<number>({ ttlMs: 100, now: () => now });
    expect(await Promise.all([memory.of('a', load), memory.of('a', load), memory.of('b', load)])).toEqual([1, 1, 2]);
    now = 99;
    expect(await memory.of('a', load)).toBe(1);
    now = 100;
    expect(await memory.of('a', load)).toBe(3);
  });

  it('does not keep what was being loaded when the key was forgotten, nor an error', async () => {
    const memory = new BriefMemory<number>({ ttlMs: 100, now: () => now });
    const before = memory.of('a', load);
    memory.forget('a');
    expect([await memory.of('a', load), await before]).toEqual([2, 1]);
    await expect(memory.of('c', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
    expect(await memory.of('c', load)).toBe(3);
  });

  it('tells of what it gives up: replaced, forgotten, pushed out', async () => {
    const dropped: number[] = [];
    const memory = new BriefMemory<number>({
      ttlMs: 100,
      entries: 2,
      now: () => now,
      onDropped: (value) => void dropped.push(value),
    });
    for (const key of ['a', 'b', 'c']) await memory.of(key, load);
    now = 100;
    await memory.of('b', load);
    memory.forgetAll();
    await new Promise(setImmediate);
    expect(dropped).toEqual([1, 2, 3, 4]);
  });
});
