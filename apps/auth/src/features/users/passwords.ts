import { hash, verify } from '@node-rs/argon2';
import { AppError } from '#libs/contracts';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords that lists of leaked ones begin with and that pass the length rule. Compared without case and trailing digits. */
const guessed = new Set([
  'password',
  'passwort',
  'qwertyuiop',
  'letmeinplease',
  'administrator',
  'iloveyou',
  'welcome',
  'changeme',
  'changemenow',
  'qwerty',
  'abcdefghij',
  'trustno',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'asdfghjkl',
  'contraseña',
  'motdepasse',
]);

/** @throws PASSWORD_WEAK saying what is wrong with it. */
export function assertStrong(password: string, personal: { email: string; name: string }): void {
  const weak = (message: string) =>
    new AppError('PASSWORD_WEAK', { detail: `The password ${message}`, issues: [{ path: 'password', message }] });
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) throw weak('repeats too few characters');
  if (/^\d+$/.test(plain) || 'abcdefghijklmnopqrstuvwxyz'.includes(plain.replace(/\d+$/, '')))
    throw weak('is a simple sequence');
  if (guessed.has(plain.replace(/[\d!?.]+$/, ''))) throw weak('is among the most used passwords');
  const own = [personal.email, personal.email.split('@')[0] ?? '', personal.name].map((text) => text.toLowerCase());
  if (own.includes(plain)) throw weak('is your name or address');
}

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let unknownUser: Promise<string> | undefined;

/** Takes the same time whether the account exists or not. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  unknownUser ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await unknownUser), password);
  return matches && stored !== undefined;
}
