import { text } from '../fn.js';
import { ValueError } from '../values.js';
import { offsetText, wallAt, type Wall } from './zones.js';

const token = /'[^']*'|yyyy|MMMM|MMM|MM|dd|HH|mm|ss|SSS|EEEE|EEE|XXX/g;
const longest = 100;

const names = new Map<string, Intl.DateTimeFormat>();

function nameOf(
  ms: number,
  zone: string,
  language: unknown,
  part: 'month' | 'weekday',
  width: 'short' | 'long',
): string {
  const key = JSON.stringify([zone, language, part, width]);
  let format = names.get(key);
  try {
    format ??= new Intl.DateTimeFormat(text(language), { timeZone: zone, [part]: width });
  } catch {
    throw new ValueError('expected a language such as "en" or "de-CH"', language);
  }
  if (names.size < 200) names.set(key, format);
  return format.format(ms);
}

function patternOf(pattern: unknown): string {
  if (typeof pattern === 'string' && pattern.length <= longest) return pattern;
  throw new ValueError('expected a pattern such as "yyyy-MM-dd HH:mm"', pattern);
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

export function formatTime(ms: number, pattern: unknown, zone: unknown, language: unknown): string {
  const wall = wallAt(ms, zone);
  const name = (part: 'month' | 'weekday', width: 'short' | 'long') =>
    nameOf(ms, zone as string, language, part, width);
  const write: Record<string, () => string> = {
    yyyy: () => pad(wall.year, 4),
    MMMM: () => name('month', 'long'),
    MMM: () => name('month', 'short'),
    MM: () => pad(wall.month, 2),
    dd: () => pad(wall.day, 2),
    HH: () => pad(wall.hour, 2),
    mm: () => pad(wall.minute, 2),
    ss: () => pad(wall.second, 2),
    SSS: () => pad(wall.ms, 3),
    EEEE: () => name('weekday', 'long'),
    EEE: () => name('weekday', 'short'),
    XXX: () => offsetText(ms, zone),
  };
  return patternOf(pattern).replace(token, (part) => write[part]?.() ?? (part === "''" ? "'" : part.slice(1, -1)));
}

const fields: Record<string, keyof Wall> = {
  yyyy: 'year',
  MM: 'month',
  dd: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
  SSS: 'ms',
};

/** Reads digit by digit what the pattern expects, and everything else literally. */
export function parseTime(source: string, pattern: unknown): Wall {
  const wall: Wall = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 };
  const expected = patternOf(pattern);
  const misread = () => new ValueError(`this is not written as ${expected}`, source);
  let at = 0;
  let from = 0;
  const literal = (words: string) => {
    if (!source.startsWith(words, at)) throw misread();
    at += words.length;
  };
  for (const found of expected.matchAll(token)) {
    literal(expected.slice(from, found.index));
    from = found.index + found[0].length;
    const field = fields[found[0]];
    if (found[0].startsWith("'")) literal(found[0].slice(1, -1));
    else if (!field) throw new ValueError(`${found[0]} can be written, but not read`, pattern);
    else {
      const digits = source.slice(at, at + found[0].length);
      if (!/^\d+$/.test(digits) || digits.length < found[0].length) throw misread();
      wall[field] = Number(digits);
      at += digits.length;
    }
  }
  literal(expected.slice(from));
  if (at !== source.length || !isReal(wall)) throw misread();
  return wall;
}

const isReal = ({ year, month, day, hour, minute, second }: Wall): boolean =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= new Date(Date.UTC(year, month, 0)).getUTCDate() &&
  hour < 24 &&
  minute < 60 &&
  second < 60;
