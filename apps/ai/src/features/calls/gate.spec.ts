import { Limits, MemoryLimitStore } from '#libs/platform/limits';
import { silentLogger } from '#libs/platform/logging';
import { Gate, gateBounds, type Permit } from './gate.js';

describe('Gate', () => {
  const gateOf = (rates: { concurrent: number; tokensPerMinute?: number }) =>
    new Gate('key', new Limits(new MemoryLimitStore(), 'test:', silentLogger()), rates);
  const ask = (companyId: string, more: { caller?: string; tokens?: number; signal?: AbortSignal } = {}) => ({
    companyId,
    caller: 'someone',
    tokens: 10,
    leaseMs: 60_000,
    signal: new AbortController().signal,
    ...more,
  });
  const settled = () => new Promise((done) => setTimeout(done, 5));

  it('lets so many through at once, and the others in fair turns', async () => {
    const gate = gateOf({ concurrent: 1 });
    const first = await gate.enter(ask('A'));
    const order: string[] = [];
    const queued = ['A', 'A', 'A', 'B'].map((company, at) =>
      Promise.resolve(gate.enter(ask(company))).then((permit) => {
        order.push(`${company}${at}`);
        permit.leave();
      }),
    );
    await settled();
    expect(gate.waiting).toBe(4);
    expect(order).toEqual([]);
    first.leave();
    await Promise.all(queued);
    expect(order).toEqual(['A0', 'B3', 'A1', 'A2']);
    expect(gate.waiting).toBe(0);
  });

  it('makes nobody wait, not even for a promise, while there is room', async () => {
    const gate = gateOf({ concurrent: 1 });
    const first = gate.enter(ask('A'));
    expect(first).not.toBeInstanceOf(Promise);
    const second = gate.enter(ask('A'));
    expect(second).toBeInstanceOf(Promise);
    (first as Permit).leave();
    (await second).leave();
    expect(gate.enter(ask('A'))).not.toBeInstanceOf(Promise);
  });

  it('lets through what the tokens of a minute hold, and gives back what was not used', async () => {
    const gate = gateOf({ concurrent: 10, tokensPerMinute: 100 });
    const first = await gate.enter(ask('A', { tokens: 90 }));
    let second: Permit | undefined;
    const waiting = Promise.resolve(gate.enter(ask('A', { tokens: 50 }))).then((permit) => (second = permit));
    await settled();
    expect(second).toBeUndefined();
    first.leave(20);
    await waiting;
    expect(second).toBeDefined();
  });

  it('refuses when the line is full, and says when to come again', async () => {
    const gate = gateOf({ concurrent: 1 });
    const leaving = new AbortController();
    await gate.enter(ask('A'));
    const line = Array.from({ length: gateBounds.perCompany }, async () =>
      gate.enter(ask('A', { signal: leaving.signal })),
    );
    const ends = Promise.allSettled(line);
    await expect(gate.enter(ask('A'))).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      status: 429,
      details: { retryAfterMs: expect.any(Number) },
    });
    leaving.abort(new Error('left'));
    expect((await ends).every(({ status }) => status === 'rejected')).toBe(true);
    expect(gate.waiting).toBe(0);
  });

  it('keeps no place for one who left while it was his turn', async () => {
    const gate = gateOf({ concurrent: 1 });
    const first = await gate.enter(ask('A'));
    const leaving = new AbortController();
    const gone = gate.enter(ask('A', { signal: leaving.signal }));
    await settled();
    leaving.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    first.leave();
    await settled();
    (await gate.enter(ask('B'))).leave();
  });

  it('waits no longer than it says', async () => {
    jest.useFakeTimers();
    try {
      const gate = gateOf({ concurrent: 1 });
      await gate.enter(ask('A'));
      const late = expect(gate.enter(ask('B'))).rejects.toMatchObject({ code: 'MODEL_BUSY' });
      await jest.advanceTimersByTimeAsync(gateBounds.longestWaitMs);
      await late;
    } finally {
      jest.useRealTimers();
    }
  });
});
