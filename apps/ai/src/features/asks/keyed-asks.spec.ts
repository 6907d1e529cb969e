import { AppError } from '#libs/contracts';
import type { AskStore, Claim } from './ask-store.js';
import { KeyedAsks } from './keyed-asks.js';

/** The store in memory, with its own idea of who holds what. */
class Kept {
  rows = new Map<string, { fingerprint: string; status: string; holder: string; outcome?: string }>();
  holders = 0;
  claim(_company: string, id: string, fingerprint: string): Promise<Claim> {
    const row = this.rows.get(id);
    if (!row) {
      const holder = `h${(this.holders += 1)}`;
      this.rows.set(id, { fingerprint, status: 'running', holder });
      return Promise.resolve({ state: 'mine', holder });
    }
    if (row.fingerprint !== fingerprint) return Promise.resolve({ state: 'other' });
    if (row.status === 'running') return Promise.resolve({ state: 'running' });
    return Promise.resolve({ state: row.status as 'succeeded', outcome: row.outcome ?? '' });
  }
  finish(id: string, holder: string, status: string, outcome: string): Promise<boolean> {
    const row = this.rows.get(id);
    if (row?.holder !== holder || row.status !== 'running') return Promise.resolve(false);
    Object.assign(row, { status, outcome });
    return Promise.resolve(true);
  }
  release(id: string, holder: string): Promise<void> {
    if (this.rows.get(id)?.holder === holder) this.rows.delete(id);
    return Promise.resolve();
  }
  renew = (): Promise<boolean> => Promise.resolve(true);
}

describe('KeyedAsks', () => {
  let kept: Kept;
  let asks: KeyedAsks;
  beforeEach(() => {
    kept = new Kept();
    asks = new KeyedAsks(kept as unknown as AskStore);
  });
  const forever = new AbortController().signal;
  const ask = <T>(work: (signal: AbortSignal) => Promise<T>, { key = 'k', question = 'q', signal = forever } = {}) =>
    asks.answer({ companyId: 'co_1', key, question, signal }, work);
  const later = () => {
    let resolve!: (value: string) => void;
    const promise = new Promise<string>((done) => (resolve = done));
    return { promise, resolve };
  };

  it('works once and gives the kept answer again', async () => {
    let calls = 0;
    const work = () => Promise.resolve({ n: (calls += 1) });
    expect(await ask(work)).toEqual({ n: 1 });
    expect(await ask(work)).toEqual({ n: 1 });
    expect(calls).toBe(1);
  });

  it('always works without a key', async () => {
    let calls = 0;
    const work = () => Promise.resolve((calls += 1));
    const keyless = { companyId: 'co_1', key: undefined, question: 'q', signal: forever };
    await asks.answer(keyless, work);
    await asks.answer(keyless, work);
    expect(calls).toBe(2);
  });

  it('joins those who ask at the same time', async () => {
    const { promise, resolve } = later();
    let calls = 0;
    const work = () => ((calls += 1), promise);
    const answers = [ask(work), ask(work), ask(work)];
    resolve('answer');
    expect(await Promise.all(answers)).toEqual(['answer', 'answer', 'answer']);
    expect(calls).toBe(1);
  });

  it('keeps an error that no retry mends, with its details', async () => {
    const work = () =>
      Promise.reject(new AppError('MODEL_OUTPUT_INVALID', { detail: 'no', issues: [{ path: 'a', message: 'b' }] }));
    await expect(ask(work)).rejects.toMatchObject({ code: 'MODEL_OUTPUT_INVALID' });
    await expect(ask(() => Promise.resolve('fine'))).rejects.toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { detail: 'no', issues: [{ path: 'a', message: 'b' }] },
    });
  });

  it.each([new AppError('MODEL_RATE_LIMITED'), new AppError('MODEL_UNAVAILABLE'), new Error('a bug')])(
    'does not keep %s',
    async (error) => {
      await expect(ask(() => Promise.reject(error))).rejects.toBe(error);
      expect(await ask(() => Promise.resolve('second time'))).toBe('second time');
    },
  );

  it('refuses a key for another question, at work and afterwards', async () => {
    const { promise, resolve } = later();
    const first = ask(() => promise);
    await expect(ask(() => Promise.resolve(''), { question: 'other' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    resolve('answer');
    await first;
    await expect(ask(() => Promise.resolve(''), { question: 'other' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('goes on while one of several waits, and is called off when the last has left', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    let seen: AbortSignal | undefined;
    const work = (signal: AbortSignal) => {
      seen = signal;
      return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const first = ask(work, { signal: one.signal });
    const second = ask(work, { signal: two.signal });
    // Both must be at work before one leaves.
    while (!seen) await new Promise((done) => setImmediate(done));
    one.abort(new Error('one left'));
    await expect(first).rejects.toThrow('one left');
    expect(seen.aborted).toBe(false);
    two.abort(new Error('two left'));
    await expect(second).rejects.toThrow('two left');
    expect(seen.aborted).toBe(true);
    expect(await ask(() => Promise.resolve('new work'))).toBe('new work');
  });

  it('gives what the other one kept when its own claim was taken over', async () => {
    const id = () => [...kept.rows.keys()][0] ?? '';
    const answer = await ask(() => {
      Object.assign(kept.rows.get(id()) ?? {}, { holder: 'another replica', status: 'succeeded', outcome: '"theirs"' });
      return Promise.resolve('mine');
    });
    expect(answer).toBe('theirs');
  });
});
