import { newId, type Caller } from '#libs/contracts';
import { CachedSessionCheck, SessionCheck, type Standing } from './session-check.js';

class Asked extends SessionCheck {
  asks = 0;
  answer: Standing | undefined | Error = { role: 'builder' };
  async standing(): Promise<Standing | undefined> {
    this.asks++;
    await Promise.resolve();
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

const caller: Caller = {
  kind: 'user',
  companyId: newId('company'),
  userId: newId('user'),
  sessionId: newId('session'),
  role: 'owner',
};

describe('session check', () => {
  let now = 0;
  const make = () => {
    now = 1_000_000;
    const inner = new Asked();
    return { inner, check: new CachedSessionCheck(inner, () => now) };
  };

  it('asks once for many at a time, and again after four seconds', async () => {
    const { inner, check } = make();
    expect(await Promise.all([1, 2, 3].map(() => check.standing(caller)))).toEqual(Array(3).fill({ role: 'builder' }));
    now += 3_999;
    await check.standing(caller);
    expect(inner.asks).toBe(1);
    now += 1;
    inner.answer = undefined;
    expect(await check.standing(caller)).toBeUndefined();
  });

  it('asks apart for another company', async () => {
    const { inner, check } = make();
    await check.standing(caller);
    await check.standing({ ...caller, companyId: newId('company') });
    expect(inner.asks).toBe(2);
  });

  it('goes by the last answer for five minutes while nobody answers, then refuses', async () => {
    const { inner, check } = make();
    await check.standing(caller);
    inner.answer = new Error('away');
    now += 299_000;
    expect(await check.standing(caller)).toEqual({ role: 'builder' });
    now += 1_000;
    await expect(check.standing(caller)).rejects.toThrow('away');
  });
});
