/** Times are RFC 3339 texts or epoch milliseconds; there is no third sort of value. */
import { fn, type Fn } from './fn.js';
import { typeName, ValueError } from './values.js';

function instant(value: unknown): Date {
  const time =
    typeof value === 'number' || (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value))
      ? new Date(value)
      : undefined;
  if (time && !Number.isNaN(time.getTime())) return time;
  throw new ValueError(
    typeof value === 'string' || typeof value === 'number'
      ? 'this is no time'
      : `expected a time, got ${typeName(value)}`,
    value,
  );
}

const parts: Record<string, Intl.DateTimeFormatPartTypes> = {
  yyyy: 'year',
  MM: 'month',
  dd: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
};

function formatDate(value: unknown, pattern: unknown, timeZone: unknown): string {
  if (typeof pattern !== 'string' || pattern.length > 100)
    throw new ValueError('expected a pattern such as "yyyy-MM-dd HH:mm"', pattern);
  const found: Record<string, string> = {};
  for (const part of formatter(timeZone).formatToParts(instant(value))) found[part.type] = part.value;
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => (found[parts[token]!] ?? '').padStart(token.length, '0'));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: unknown): Intl.DateTimeFormat {
  if (typeof timeZone !== 'string') throw new ValueError('expected a time zone such as "Europe/Berlin"', timeZone);
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const two = '2-digit';
    const made = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    if (formatters.size < 100) formatters.set(timeZone, made);
    return made;
  } catch {
    throw new ValueError('this time zone is not known', timeZone);
  }
}

export const dates: Record<string, Fn> = {
  /** RFC 3339 in UTC, of a time in any form. */
  timestamp: fn(1, 1, ([value]) => instant(value).toISOString()),
  /** Epoch milliseconds. */
  millis: fn(1, 1, ([value]) => instant(value).getTime()),
  /** `formatDate(now, "dd.MM.yyyy HH:mm", "Europe/Berlin")`; UTC unless a zone is given. */
  formatDate: fn(2, 3, ([value, pattern, timeZone = 'UTC']) => formatDate(value, pattern, timeZone)),
};
