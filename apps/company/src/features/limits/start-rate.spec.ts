import { oneMore, used } from './start-rate.js';

const second = 1_000_000;

describe('the rate of starts', () => {
  const fill = (count: number, now: number, perMinute: number, from = 0) => {
    let emptyAt = from;
    const waits: number[] = [];
    for (let i = 0; i < count; i++) {
      const verdict = oneMore(emptyAt, now, perMinute);
      waits.push(verdict.waitMs);
      emptyAt = verdict.emptyAt;
    }
    return { emptyAt, waits };
  };

  it('lets a minute’s worth begin at once, and the next when its time has come', () => {
    const { waits } = fill(8, 1000 * second, 6);
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 10_000, 20_000]);
  });

  it('is fresh after a quiet minute, and counts what is in it', () => {
    const { emptyAt } = fill(6, 1000 * second, 6);
    expect(used(emptyAt, 1000 * second, 6)).toBe(6);
    expect(used(emptyAt, 1030 * second, 6)).toBe(3);
    expect(used(emptyAt, 1061 * second, 6)).toBe(0);
    expect(fill(6, 1061 * second, 6, emptyAt).waits).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('does not mind the order in which those arrive who come together', () => {
    let emptyAt = 0;
    for (const at of [1003, 1001, 1000, 1002]) {
      const verdict = oneMore(emptyAt, at * second, 4);
      expect(verdict.waitMs).toBe(0);
      ({ emptyAt } = verdict);
    }
    expect(oneMore(emptyAt, 1003 * second, 4).waitMs).toBe(15_000);
  });

  it('tells how many are ahead of one that must wait', () => {
    const { emptyAt } = fill(6, 0, 6);
    const first = oneMore(emptyAt, 0, 6);
    expect(first.ahead).toBe(0);
    expect(oneMore(first.emptyAt, 0, 6).ahead).toBe(1);
  });

  it('keeps apart a hundred thousand a minute', () => {
    const { waits, emptyAt } = fill(100_001, 5 * second, 100_000);
    expect(waits.filter((wait) => wait > 0)).toHaveLength(1);
    expect(emptyAt).toBeGreaterThan(65 * second);
  });
});
