import { FairQueue, type Waiter } from './fair-queue.js';

describe('FairQueue', () => {
  const queueOf = (bounds = { total: 100, perCompany: 50 }) => new FairQueue<Waiter & { n: number }>(bounds);
  const order = (queue: ReturnType<typeof queueOf>) => {
    const seen: string[] = [];
    for (let next = queue.first(); next; next = queue.first()) {
      queue.remove(next, { served: true });
      seen.push(`${next.companyId}${next.caller}${next.n}`);
    }
    return seen.join(' ');
  };

  it('lets companies take turns, and callers within them', () => {
    const queue = queueOf();
    for (let n = 1; n <= 3; n++) queue.add({ companyId: 'A', caller: 'x', n });
    queue.add({ companyId: 'A', caller: 'y', n: 1 });
    queue.add({ companyId: 'B', caller: 'z', n: 1 });
    expect(queue.size).toBe(5);
    expect(order(queue)).toBe('Ax1 Bz1 Ay1 Ax2 Ax3');
    expect(queue.size).toBe(0);
  });

  it('keeps the turn of whoever is behind one that left', () => {
    const queue = queueOf();
    const [one, two] = [1, 2].map((n) => ({ companyId: 'A', caller: 'x', n }));
    queue.add(one!);
    queue.add(two!);
    queue.add({ companyId: 'B', caller: 'z', n: 1 });
    queue.remove(one!);
    queue.remove(one!);
    expect(order(queue)).toBe('Ax2 Bz1');
  });

  it('has room for so many of one company, and so many in all', () => {
    const queue = queueOf({ total: 3, perCompany: 2 });
    const add = (companyId: string) => queue.add({ companyId, caller: 'x', n: 1 });
    expect([add('A'), add('A'), add('A'), add('B'), add('C')]).toEqual([true, true, false, true, false]);
  });
});
