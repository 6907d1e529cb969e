import { finite, fn, list, number, numberList, text, whole, type Fn } from '../fn.js';
import { compare, ValueError, type Budget } from '../values.js';

function round(value: unknown, digits: unknown): number {
  const places = whole(digits, 0, 15, 'the number of places');
  const source = number(value);
  const rounded = Number(`${Math.round(Number(`${Math.abs(source)}e${places}`))}e-${places}`);
  return Number.isNaN(rounded) ? source : Math.sign(source) * rounded;
}

export function extreme(args: readonly unknown[], budget: Budget, sign: 1 | -1): unknown {
  const items = args.length === 1 ? list(args[0], budget) : args;
  if (items.length === 0) throw new ValueError('an empty list has no least or greatest item');
  return items.reduce((best, item) => (compare(item, best) * sign < 0 ? item : best));
}

const filled = (value: unknown, budget: Budget, what: string): number[] => {
  const items = numberList(value, budget);
  if (items.length === 0) throw new ValueError(`an empty list has no ${what}`);
  return items;
};

function median(items: number[]): number {
  const sorted = items.slice().sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatter(locale: unknown, digits: unknown, currency?: unknown): Intl.NumberFormat {
  const key = JSON.stringify([locale, digits, currency]);
  const known = formats.get(key);
  if (known) return known;
  const places = digits === undefined ? {} : { minimumFractionDigits: whole(digits, 0, 15, 'the number of places') };
  const most = digits === undefined ? {} : { maximumFractionDigits: digits as number };
  const money = currency === undefined ? {} : { style: 'currency' as const, currency: text(currency) };
  try {
    const made = new Intl.NumberFormat(text(locale), { ...places, ...most, ...money });
    if (formats.size < 200) formats.set(key, made);
    return made;
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new ValueError(
      'expected a language such as "en" or "de-CH", and a currency such as "EUR"',
      currency ?? locale,
    );
  }
}

/** Narrow and no-break spaces differ between systems: a plain one stands for all. */
const plainSpaces = (value: string): string => value.replace(/[\u00a0\u202f]/g, ' ');

export const numbers: Record<string, Fn> = {
  sum: fn('sum(numbers): number', 'Adds up a list; 0 for an empty one.', ['sum([1, 2, 3.5])', 6.5], ([value], budget) =>
    finite(numberList(value, budget).reduce((a, b) => a + b, 0)),
  ),
  avg: fn(
    'avg(numbers): number',
    'The average of a list that is not empty.',
    ['avg([1, 2, 6])', 3],
    ([value], budget) => {
      const items = filled(value, budget, 'average');
      return finite(items.reduce((a, b) => a + b, 0) / items.length);
    },
  ),
  median: fn(
    'median(numbers): number',
    'The middle of the sorted list; between two, their average.',
    ['median([9, 1, 2, 4])', 3],
    ([value], budget) => {
      const items = filled(value, budget, 'median');
      budget.spend(items.length * 8);
      return finite(median(items));
    },
  ),
  min: fn(
    'min(values…): any',
    'The least of a list, or of its arguments: numbers, texts, or times as texts.',
    ['min([3, 1, 2])', 1],
    (args, budget) => extreme(args, budget, 1),
  ),
  max: fn(
    'max(values…): any',
    'The greatest of a list, or of its arguments.',
    ['max("a", "c", "b")', 'c'],
    (args, budget) => extreme(args, budget, -1),
  ),
  round: fn(
    'round(number, places?): number',
    'Rounds half away from zero, to whole numbers unless places are given (0 to 15).',
    ['round(2.345, 2)', 2.35],
    ([value, digits = 0]) => round(value, digits),
  ),
  floor: fn('floor(number): number', 'The next whole number below.', ['floor(-1.5)', -2], ([value]) =>
    Math.floor(number(value)),
  ),
  ceil: fn('ceil(number): number', 'The next whole number above.', ['ceil(1.2)', 2], ([value]) =>
    Math.ceil(number(value)),
  ),
  abs: fn('abs(number): number', 'Without its sign.', ['abs(-3)', 3], ([value]) => Math.abs(number(value))),
  sign: fn('sign(number): number', '-1, 0 or 1.', ['sign(-8)', -1], ([value]) => Math.sign(number(value)) + 0),
  pow: fn(
    'pow(base, exponent): number',
    'The base to the power of the exponent.',
    ['pow(2, 10)', 1024],
    ([base, exponent]) => finite(number(base) ** number(exponent)),
  ),
  clamp: fn(
    'clamp(number, least, most): number',
    'Not below the least and not above the most.',
    ['clamp(120, 0, 100)', 100],
    ([value, least, most]) => Math.min(Math.max(number(value), number(least)), number(most)),
  ),
  formatNumber: fn(
    'formatNumber(number, places?, language?): text',
    'Written for people; in English unless a language is given.',
    ['formatNumber(1234567.5, 2, "de")', '1.234.567,50'],
    ([value, digits, language = 'en']) => plainSpaces(formatter(language, digits).format(number(value))),
  ),
  formatMoney: fn(
    'formatMoney(amount, currency, language?): text',
    'An amount with the sign and the places of its currency (ISO 4217).',
    ['formatMoney(1234.5, "EUR")', '€1,234.50'],
    ([value, currency, language = 'en']) => plainSpaces(formatter(language, undefined, currency).format(number(value))),
  ),
};
