import { hash, verify } from '@node-rs/argon2';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { AppError } from '#libs/contracts';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of zxcvbn's 0 to 4: from 3 on, whoever steals the digests needs more than 10^8 guesses. */
const leastScore = 3;
/** The estimate takes time that grows faster than the text; what comes behind makes no password weaker. */
const judged = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Leaked and common passwords, words, keyboard rows, dates: in the process, no network. Loaded with the first password that is set (20 MiB). */
const loadEstimator = (): Promise<ZxcvbnFactory> => {
  estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')])
    .then(
      ([{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs: graphs }]) =>
        new Factory({ dictionary, graphs, maxLength: judged }),
    )
    .catch((error: unknown) => {
      estimator = undefined;
      throw error;
    });
  return estimator;
};

/** What is wrong with a password, by what the estimator calls it. */
const reasons: Record<string, string> = {
  topTen: 'is among the most used passwords',
  topHundred: 'is among the most used passwords',
  common: 'is among the most used passwords',
  similarToCommon: 'resembles one of the most used passwords',
  simpleRepeat: 'repeats too few characters',
  extendedRepeat: 'repeats too few characters',
  sequences: 'is a simple sequence',
  straightRow: 'is a row of the keyboard',
  keyPattern: 'is a pattern of the keyboard',
  recentYears: 'is mostly a year',
  dates: 'is mostly a date',
  wordByItself: 'is a single word',
  userInputs: 'is close to your name or address',
};

const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** @throws PASSWORD_WEAK saying what is wrong with it: guessable within 10^8 guesses, also by who knows the person */
export async function assertStrong(password: string, personal: { email: string; name: string }): Promise<void> {
  const [local = ''] = personal.email.split('@');
  const own = [personal.email, local, personal.name, ...words(personal.email), ...words(personal.name)];
  const { score, feedback } = (await loadEstimator()).check(
    password.slice(0, judged),
    own.filter((text) => text.length > 2),
  );
  if (score >= leastScore) return;
  const message = reasons[feedback.warning ?? ''] ?? 'is too easy to guess';
  throw new AppError('PASSWORD_WEAK', {
    detail: `The password ${message}. Use a longer one, or several words.`,
    issues: [{ path: 'password', message }],
  });
}

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let unknownUser: Promise<string> | undefined;

/** Takes the same time whether the account exists, has a password, or not. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  unknownUser ??= hashPassword('no account has this password');
  const matches = await verify(stored || (await unknownUser), password);
  return matches && Boolean(stored);
}
