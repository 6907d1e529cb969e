import { assertStrong, hashPassword, passwordMatches } from './passwords.js';

const person = { email: 'mara.lindqvist@example.com', name: 'Mara Lindqvist' };

describe('passwords', () => {
  it.each([
    ['aaaaaaaaaaaa', 'repeats'],
    ['12345678901', 'password'],
    ['abcdefghijkl', 'sequence'],
    ['Password2024', 'most used'],
    ['qwertyuiop12', 'most used'],
    ['P@ssw0rd12345', 'most used'],
    ['iloveyou1234', 'most used'],
    ['mara.lindqvist', 'your name'],
    ['Mara Lindqvist', ''],
    ['lindqvist1985', ''],
  ])('A4: refuses %s', async (password, reason) => {
    await expect(assertStrong(password, person)).rejects.toMatchObject({
      code: 'PASSWORD_WEAK',
      details: { detail: expect.stringContaining(reason), issues: [{ path: 'password' }] },
    });
  });

  it.each(['four grey herons wade', 'correct-horse-battery', 'xK9!mQ2#vL7p'])('takes %s', async (password) => {
    await expect(assertStrong(password, person)).resolves.toBeUndefined();
  });

  it('are judged in no time, however long', async () => {
    const before = performance.now();
    await assertStrong('a1B$'.repeat(50), person).catch(() => undefined);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('matches the right password only, and never without an account', async () => {
    const stored = await hashPassword('four grey herons wade');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await passwordMatches(stored, 'four grey herons wade')).toBe(true);
    expect(await passwordMatches(stored, 'four grey herons waded')).toBe(false);
    expect(await passwordMatches(undefined, 'no account has this password')).toBe(false);
  });
});
