import { AppError } from '#libs/contracts';
import { assertStrong, hashPassword, passwordMatches } from './passwords.js';

const person = { email: 'mara.lindqvist@example.com', name: 'Mara Lindqvist' };

describe('passwords', () => {
  it.each(['aaaaaaaaaaaa', '12345678901', 'abcdefghijkl', 'Password2024', 'mara.lindqvist', 'Mara Lindqvist'])(
    'refuses %s',
    (password) => {
      expect(() => assertStrong(password, person)).toThrow(AppError);
    },
  );

  it('takes a phrase', () => {
    expect(() => assertStrong('four grey herons wade', person)).not.toThrow();
  });

  it('matches the right password only, and never without an account', async () => {
    const stored = await hashPassword('four grey herons wade');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await passwordMatches(stored, 'four grey herons wade')).toBe(true);
    expect(await passwordMatches(stored, 'four grey herons waded')).toBe(false);
    expect(await passwordMatches(undefined, 'no account has this password')).toBe(false);
  });
});
